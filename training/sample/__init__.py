"""What the sample group teaches and rehearses: in 2019, and this year to today."""
