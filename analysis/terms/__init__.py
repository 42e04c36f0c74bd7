"""Where do terms stand in a text?"""
