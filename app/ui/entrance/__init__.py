"""The way in and the way back: where to work, making it ready, signing in."""

from __future__ import annotations

from app.ui.entrance.entrance import Entrance

__all__ = ["Entrance"]
