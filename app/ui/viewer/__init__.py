"""The viewer of documents: pages drawn by pypdfium2, never one document beside another's data."""

from __future__ import annotations

from app.ui.viewer.viewer import DocumentViewer

__all__ = ["DocumentViewer"]
