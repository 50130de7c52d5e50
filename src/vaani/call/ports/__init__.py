"""The doors of a call: what it needs from carriers, models and the business, as Protocols."""
