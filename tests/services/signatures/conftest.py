"""A rendered letter, and the same letter signed by the director."""

from __future__ import annotations

import pytest

from app.services.documents.letter import render
from app.services.signatures.levels import Level
from app.services.signatures.pades import BatchSigner
from tests.services.documents.letters import letter


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render(letter())


@pytest.fixture
def signed(plain, session_of, request_of, tsa):
    """The letter signed by the director at that level."""
    return lambda level=Level.B_B, **changes: (
        BatchSigner(session_of("director"), tsa).sign(plain, request_of(level, **changes)).pdf
    )
