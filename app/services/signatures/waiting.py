"""Runs one of pyHanko's coroutines to its end in the thread that asks: it offers its work in no other form."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine gives; there is one loop for each call and no thread."""
    return asyncio.run(work)
