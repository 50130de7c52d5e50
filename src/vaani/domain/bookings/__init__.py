"""Who has which slot? Rules are pure; the database guards the rest."""
