"""Suggestions of claims, learned from the organisation's own closed cases and applied on this computer."""
