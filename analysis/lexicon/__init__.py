"""The curated senses: a JSON Lines file a domain, one sense a line; `analysis/lexicon/lexicon.py` loads them."""
