"""How are words compared, recognised and inflected?"""
