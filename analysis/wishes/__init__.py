"""What should be asked outside?"""
