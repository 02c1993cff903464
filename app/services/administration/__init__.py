"""What administrators, leads and auditors do: staff, legal calendar, directors, and who saw a person's data."""
