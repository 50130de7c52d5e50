"""How is the house put together? `house.open_house` wires it all; only `vaani.cli` uses this."""
