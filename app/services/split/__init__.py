"""A petition that many people signed: the table of who signed, and what comes back of it (activities 9, 11 and 12)."""
