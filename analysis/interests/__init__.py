"""Does the reader want a story, and by which rule?"""
