"""Vaani answers a business's telephone. Start reading at ARCHITECTURE.md, then `vaani.call`."""

__version__ = "0.1.0"
