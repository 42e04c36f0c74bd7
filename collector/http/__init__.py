"""How is a server asked politely?"""
