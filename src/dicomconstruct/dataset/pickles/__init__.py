"""Data sets as pickles: what is left of what was read, and what was done since."""
