"""Verbs over training sessions and drills."""
