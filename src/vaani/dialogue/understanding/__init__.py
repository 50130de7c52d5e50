"""From a caller's words to commands."""
