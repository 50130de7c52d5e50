"""Which engines are these? Recognisers and voices on the owner's network that speak Wyoming."""
