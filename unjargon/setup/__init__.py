"""Is everything ready?"""
