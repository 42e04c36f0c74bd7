"""How does what came become posts in threads, and trends?"""
