"""An embedded PostgreSQL of our own: SCRAM, loopback only, shared by the programs of one computer."""

from __future__ import annotations

from app.models.embedded.errors import BinariesMissing, ServerNotStarted
from app.models.embedded.secret import SecretStore
from app.models.embedded.server import Server, remove_if_unused, start, stop_if_unused

__all__ = [
    "BinariesMissing",
    "SecretStore",
    "Server",
    "ServerNotStarted",
    "remove_if_unused",
    "start",
    "stop_if_unused",
]
