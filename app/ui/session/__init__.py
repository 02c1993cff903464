"""One signed-in person's session: its window, the news of others, what waits to be sent, and the way out."""

from __future__ import annotations

from app.ui.session.session import Session

__all__ = ["Session"]
