"""What changed, and what must be recomputed because of it."""
