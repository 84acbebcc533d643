"""Verbs of the closing book."""
