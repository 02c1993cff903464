"""Masiva (activity 16): alike cases drafted together, with what differs in sight and each letter's outcome."""

from app.ui.modules.bulk.page import BulkPage

__all__ = ["BulkPage"]
