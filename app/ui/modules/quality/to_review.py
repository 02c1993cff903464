"""From a list of lots to the review of the one under the cursor."""

from __future__ import annotations

from app.services.quality.lots import Lot
from app.ui.shell.page import Shell


def review(shell: Shell, lot: Lot | None) -> None:
    """Open its letters in Revisión; a lot that was not drawn has none."""
    if lot is None or lot.lot_id is None:
        return
    page = shell.go("review")
    if page is not None and hasattr(page, "open_lot"):
        page.open_lot(lot.lot_id)
