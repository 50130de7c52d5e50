"""Which requests of programs were done already?"""
