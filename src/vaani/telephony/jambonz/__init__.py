"""How does a call come in through jambonz?"""
