"""Made-up books that use every shape of a number, as later subjects will."""
