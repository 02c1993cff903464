"""Calidad (activities 18 and 19): lots whose sample the server draws, and the review of each letter drawn."""

from app.ui.modules.quality.lots_page import LotsPage
from app.ui.modules.quality.review_page import ReviewPage

__all__ = ["LotsPage", "ReviewPage"]
