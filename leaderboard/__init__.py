"""Scores become a static site."""
