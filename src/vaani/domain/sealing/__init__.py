"""Are the keys those that sealed this database, and how are they exchanged?"""
