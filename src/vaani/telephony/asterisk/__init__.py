"""How does a call come in through Asterisk, over AudioSocket?"""
