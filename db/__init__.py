"""The vocabulary and the store; knows nobody."""
