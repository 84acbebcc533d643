"""Pages of letters and of everybody's own inbox."""
