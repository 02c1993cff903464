"""Administrar: staff, legal calendar, approved texts, directors and their acts, and who saw a person's data."""
