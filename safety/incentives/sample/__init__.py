"""What the sample group gives for safe work: in 2019, and this year to today."""
