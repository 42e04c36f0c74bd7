"""What does a web page say?"""
