"""Pages of the tree, of places and of the calendar."""
