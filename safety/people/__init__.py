"""Who: persons, their postings, contractors, and the hours units worked."""
