"""What is in the store?"""
