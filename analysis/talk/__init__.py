"""Who says what in a thread?"""
