"""Reports: declared once, and rendered as page, PDF and Excel from the same values."""
