"""Which businesses are served, and what does each one's file say?"""
