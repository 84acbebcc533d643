"""Find and fix: inspections, and the hazards that are rectified and verified."""
