"""What is kept, and how does it get in and out? A file a subject; `db/store.py` is their sum."""
