"""What does a business own? One folder per noun; a noun calls another noun's service only."""
