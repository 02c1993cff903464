"""Other systems behind small protocols, each with a working implementation on our own tables."""
