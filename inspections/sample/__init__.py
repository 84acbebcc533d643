"""What the sample group has inspected and found: as files, and by hand."""
