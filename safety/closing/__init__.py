"""Months are closed as books are: signed, published, and never changed in silence."""
