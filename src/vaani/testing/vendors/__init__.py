"""How does a vendor's server behave on its good and bad days? Scripted servers on loopback.

`faults` says what goes wrong and when, one language for all; `sockets` and `http` are the two kinds
of server; `hearing`, `speaking` and `chat` know what each vendor says over them.
"""
