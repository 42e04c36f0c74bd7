"""The text: acronyms, senses, stories, explanations. Reads posts from the store and writes facts about them."""
