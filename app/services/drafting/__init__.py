"""Writing replies (activity 17): what is read, checked while typing, kept and shown as a letter."""
