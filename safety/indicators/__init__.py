"""The indicator engine: from records to numbers for every unit and period."""
