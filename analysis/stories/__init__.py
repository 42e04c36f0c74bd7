"""Which threads and trends tell of the same event?"""
