"""The tray Despacho: sheets for the operator, proofs of delivery, returns and what follows them (activity 27)."""

from app.ui.trays.dispatch.page import DispatchPage as DispatchPage
