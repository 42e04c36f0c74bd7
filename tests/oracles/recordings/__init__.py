"""What do recordings hold, read by other means than the parsers: posts, words, parents, times, links?"""
