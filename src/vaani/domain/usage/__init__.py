"""What did calls use of vendors, what did that cost, and how much may it be?"""
