"""Which vendor is this? Cartesia: voices."""
