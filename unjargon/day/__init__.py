"""What stands on a day's page besides its stories?"""
