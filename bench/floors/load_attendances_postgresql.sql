-- A million attendances into their table with its indexes and foreign keys, keys known.
COPY training_attendance (session_id, person_id, passed, is_present, is_invited, status) FROM STDIN
