"""The tray Firma: agents place the director, signers sign in batches (activities 20 to 25)."""

from app.ui.trays.signature.page import SignaturePage as SignaturePage
