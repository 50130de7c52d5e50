"""Who has called or booked before?"""
