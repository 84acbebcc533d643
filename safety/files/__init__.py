"""Photos and other files of records: read with distrust, kept once, shown to few."""
