"""Trámites de ley: what goes first, what was transferred, what is answered together, and data claims, as lists."""

from app.ui.modules.law.page import LawPage as LawPage
