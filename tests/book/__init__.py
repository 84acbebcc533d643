"""A made-up book: pauses taken on site. What a subject must write to be counted."""
