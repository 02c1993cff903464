"""Bulk drafting (activity 16): alike cases, what differs among them, and the run that drafts them."""
