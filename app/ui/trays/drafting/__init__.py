"""Proyección (activity 17): the reply written claim by claim beside the page that will be signed."""

from app.ui.trays.drafting.page import DraftingPage

__all__ = ["DraftingPage"]
