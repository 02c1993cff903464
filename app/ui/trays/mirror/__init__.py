"""Bandejas › Reporte espejo: archives and reassignments in both systems (activity 10)."""

from app.ui.trays.mirror.page import MirrorPage

__all__ = ["MirrorPage"]
