"""Forms of the month close."""
