"""Digital signatures of letters: keys on files, tokens and Windows; PAdES; verification; what each act leaves."""
