"""What happened that others must hear of, at least once and in order?"""
