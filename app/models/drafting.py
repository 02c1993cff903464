"""What drafting keeps beside the reply: proposals of approved texts, names in letters, words of the dictionary."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Computed, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of
from app.models.draft import DECISIONS

_WORD = "word ~ '^[[:alpha:]][[:alpha:]''’-]{1,39}$'"


class TextProposal(Base):
    """A version of an approved text that one person proposes and another approves or refuses."""

    __tablename__ = "text_proposal"
    __table_args__ = (
        one_of("decision", *DECISIONS),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (approved IS NULL)", name="decided"
        ),
        CheckConstraint("valid_to >= valid_from", name="validity"),
        CheckConstraint(
            "text_id ~ '^[A-Z]{2,4}-[0-9]{2,4}$' AND length(title) BETWEEN 5 AND 200"
            " AND length(legal_act) BETWEEN 5 AND 300 AND length(note) <= 500 AND length(body_html) <= 60000",
            name="lengths",
        ),
        Index("uq_text_proposal_open", "text_id", unique=True, postgresql_where=text("decided_at IS NULL")),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text_id: Mapped[str]
    version: Mapped[int]
    claim_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.claim_node.code"))
    title: Mapped[str]
    decision: Mapped[str]
    body_html: Mapped[str]
    legal_act: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    proposed_at: Mapped[Stamp]
    decided_at: Mapped[dt.datetime | None]
    approved: Mapped[bool | None]
    note: Mapped[str | None]
    proposed_by: Mapped[Person]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))


class DraftName(Base):
    """A person other than the petitioner whom the text names, and why that name may stand there."""

    __tablename__ = "draft_name"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "version"], ["pqr.draft.case_id", "pqr.draft.version"]),
        CheckConstraint(
            "length(name_key) BETWEEN 3 AND 200 AND length(reason) BETWEEN 5 AND 300",
            name="lengths",
        ),
    )

    case_id: Mapped[CaseKey]
    version: Mapped[Ordinal]
    name_key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    noted_at: Mapped[Stamp]
    noted_by: Mapped[Person]


class PersonName(Base):
    """The name of each person of a petition, without accents and capitals: what the identity guard looks up."""

    __tablename__ = "person_name"

    case_id: Mapped[CaseKey]
    name_key: Mapped[str] = mapped_column(primary_key=True, index=True)
    #: The last two words of a name of three or more.
    surnames: Mapped[str | None] = mapped_column(
        Computed("substring(name_key FROM '^[a-z]+ (?:.* )?([a-z]{3,} [a-z]{3,})$')", persisted=True), index=True
    )
    #: The first word and the last but one of such a name: first name and first surname.
    short_name: Mapped[str | None] = mapped_column(
        Computed(
            "substring(name_key FROM '^[a-z]{3,} ')"
            " || substring(name_key FROM '^[a-z]{3,} (?:.* )?([a-z]{3,}) [a-z]{3,}$')",
            persisted=True,
        ),
        index=True,
    )


class OwnWord(Base):
    """A word that one person's spelling takes as right."""

    __tablename__ = "own_word"
    __table_args__ = (CheckConstraint(_WORD, name="word"),)

    word: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[Stamp]
    person_id: Mapped[int] = mapped_column(ForeignKey("pqr.person.person_id"), primary_key=True)


class SharedWord(Base):
    """A word proposed for everybody's dictionary; another person accepts it or not."""

    __tablename__ = "shared_word"
    __table_args__ = (
        CheckConstraint(_WORD, name="word"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (accepted IS NULL)", name="decided"),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    proposed_at: Mapped[Stamp]
    accepted: Mapped[bool | None]
    proposed_by: Mapped[Person]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
