"""Bandejas › Análisis: activities 6 to 15 of a petition, for the person who has it."""

from __future__ import annotations

from app.ui.trays.analysis.page import AnalysisPage

__all__ = ["AnalysisPage"]
