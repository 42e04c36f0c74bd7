"""What moves against its own past?"""
