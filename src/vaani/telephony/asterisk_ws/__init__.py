"""How does a call come in through Asterisk's WebSocket channel?"""
