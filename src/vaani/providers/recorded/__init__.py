"""What can be said without any engine? A few sentences, recorded when this version was made."""
