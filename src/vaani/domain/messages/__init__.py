"""What should staff know or do?"""
