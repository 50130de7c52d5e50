"""What does the business state to a question?"""
