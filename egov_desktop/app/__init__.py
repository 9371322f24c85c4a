"""Use cases: the only door to the rooms below for the window and the command line."""
