"""What do words mean, in what the reader gives?"""
