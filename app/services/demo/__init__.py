"""Invented staff and petitions for the demonstration; nobody in them exists."""
