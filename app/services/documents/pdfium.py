"""The one lock around PDFium, which may not be entered from two threads at once."""

from __future__ import annotations

import threading

#: Hold it around every use of pypdfium2 in this process: opening, rendering, saving and closing.
LOCK = threading.RLock()
