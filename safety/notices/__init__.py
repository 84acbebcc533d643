"""Letters to people: an outbox of rows, and what sends them."""
