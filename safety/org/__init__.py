"""Where and when: the tree of units, its history, calendars and places."""
