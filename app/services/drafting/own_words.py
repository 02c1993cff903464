"""Words that people added to the dictionary: each person's own, and those that the organisation took for all."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.database import Database


@dataclass(frozen=True)
class ProposedWord:
    """A word that waits to be taken for all."""

    word: str
    proposed_by: int
    proposer: str


def read_words(database: Database) -> list[str]:
    """The person's own words and the shared ones. Raises Offline, Busy."""
    return [row.word for row in database.table("my_words")]


def add_word(database: Database, word: str, *, share: bool) -> None:
    """Add a word of one's own; `share` proposes it for everybody. Raises a refusal, Offline, Busy."""
    database.call("add_word", p_word=word, p_share=share)


def proposed(database: Database) -> list[ProposedWord]:
    """Words that wait for a decision, oldest first. Raises a refusal, Offline, Busy."""
    return [ProposedWord(**row._asdict()) for row in database.table("proposed_words")]


def decide(database: Database, word: str, *, accept: bool) -> None:
    """Take a word for all, or not; never one's own. Raises a refusal, Offline, Busy."""
    database.call("decide_word", p_word=word, p_accept=accept)
