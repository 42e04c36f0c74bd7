"""How does a day run?"""
