"""What do the terms of a thread mean here?"""
