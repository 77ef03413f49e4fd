"""Pixels: arrays out of data sets and back, and what turns stored values into images."""
