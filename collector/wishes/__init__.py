"""How is what the analysis wants to know asked for?"""
