"""Conversations with programs: speech and text in, speech and text out, on the house's engines."""
