"""What may a language model do in a call? Read the caller as commands, or talk with tools.

`understander` asks a model for the rules' own commands, `freetalk` lets it talk. Neither can write:
`tools` puts its wishes to the `Toolbox` after a read-back and the caller's yes, `claims` lets no
sentence out that asserts what nothing backs.
"""
