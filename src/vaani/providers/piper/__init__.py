"""Which engine is this? Piper, as a program of its own: its licence stays out of this process."""
