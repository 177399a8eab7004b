"""Hostile input at every door, made by a seed."""
