"""The tray Impresión: signed letters in batches by municipality, printed and marked (activity 26)."""

from app.ui.trays.printing.page import PrintingPage as PrintingPage
