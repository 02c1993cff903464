"""What else the same person asked, beside the case: the list, the comparison, and the papers of each."""
