"""Reads what a reviewed lot's interval is computed from, and shows it in the card if that lot is still on screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.quality import lots
from app.services.quality.interval import Share
from app.services.quality.lots import Lot
from app.ui.modules.quality.lot_card import LotCard
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell


def ask_shares(
    page: QWidget, shell: Shell, context: PageContext, card: LotCard, lot: Lot, current: Callable[[], Lot | None]
) -> None:
    """Nothing is asked while letters of the lot wait for their review."""
    database, lot_id = context.database, lot.lot_id
    if lot_id is None or lot.reviewed < lot.sampled:
        return

    def show(shares: list[Share] | None) -> None:
        now = current()
        if shares and now is not None and now.lot_id == lot_id:
            card.show_interval(lot, shares)

    context.background.run(
        lambda: lots.read_shares(database, lot_id),
        show=show,
        fail=shell.report,
        key=("lot-shares", id(page)),
        owner=page,
    )
