"""Commands for people who train models."""
