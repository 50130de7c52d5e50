"""Where do rows live? Engine, units of work, column types and migrations; no product words."""
