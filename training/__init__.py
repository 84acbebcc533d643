"""Who was taught what and rehearsed what: sessions, courses, certificates, drills."""
