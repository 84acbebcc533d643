"""Verbs of training: what pages, commands and tasks do."""
