"""The words in which apps declare themselves to the engines."""
