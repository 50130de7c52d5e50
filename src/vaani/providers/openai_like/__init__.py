"""Language models of the chat kind, at a vendor or on one's own machine."""
