"""How do calls come in and go out over SIP and RTP, without any carrier between?"""
