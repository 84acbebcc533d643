"""Checklists on paper: YAML and Excel, read with every fault at once, and written."""
