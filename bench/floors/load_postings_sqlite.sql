-- A million postings into their table with its indexes and foreign keys, keys known.
INSERT INTO people_posting (person_id, unit_id, start_on, end_on, status)
VALUES (%s, %s, %s, %s, %s)
