"""Calidad (activities 18 and 19): lots whose sample the server draws, the review of each letter, what came of it."""

from app.ui.modules.quality.acts_page import ActsPage
from app.ui.modules.quality.closed_page import ClosedPage
from app.ui.modules.quality.lots_page import LotsPage
from app.ui.modules.quality.returned_page import ReturnedPage
from app.ui.modules.quality.review_page import ReviewPage

__all__ = ["ActsPage", "ClosedPage", "LotsPage", "ReturnedPage", "ReviewPage"]
