"""Letters on their way out: what they print, their signing, printing and dispatch (activities 20 to 27)."""
