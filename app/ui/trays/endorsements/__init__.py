"""Bandejas › Avales: activities 8 and 9 for lawyers and analysts."""

from __future__ import annotations

from app.ui.trays.endorsements.page import EndorsementsPage

__all__ = ["EndorsementsPage"]
