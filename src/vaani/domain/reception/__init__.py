"""What may one call do to the business?"""
