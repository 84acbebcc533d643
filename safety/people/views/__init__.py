"""Pages of persons, postings, contractors, the roster and worked hours."""
