"""Recipes against each other, from one checkpoint with paired seeds."""
