"""Which sources are due, and how did asking each of them end?"""
