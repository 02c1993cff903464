"""."""

from app.ui.tour.trip import Trip


def run(trip: Trip) -> None:
    """."""
