"""Runs as one page of charts."""
