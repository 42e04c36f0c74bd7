"""How is a thread told in plain words, and what stays unexplained?"""
