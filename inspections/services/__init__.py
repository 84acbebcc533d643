"""Verbs over hazards, who may do them, and what forms propose."""
