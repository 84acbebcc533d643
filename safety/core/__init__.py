"""What every app needs and no app owns: no domain nouns here."""
