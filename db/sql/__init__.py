"""How do we speak with the database, whatever is kept in it?"""
