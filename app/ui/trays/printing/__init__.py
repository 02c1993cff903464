"""The tray Impresión: signed letters in batches by municipality, printed and marked (activity 26)."""
