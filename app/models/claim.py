"""Claims (pretensiones) of a petition, the tree they are chosen from, and the inputs that support answers."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of

SYSTEMS = ("RUV", "VIVANTO", "SIRAV", "SGV", "INDEMNIZA", "escalation", "other")


class ClaimNode(Base):
    """A node of the tree of claims; only leaves are chosen. Code like «2.3» (domain.md §3.7)."""

    __tablename__ = "claim_node"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.claim_node.code"))
    title: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    is_leaf: Mapped[bool]
    lookup_systems: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_sensitive: Mapped[bool] = mapped_column(server_default="false")
    weight: Mapped[float] = mapped_column(Numeric(4, 2), server_default="1")
    line: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    #: Other words by which an agent looks for it.
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: Where to look instead, when it was retired.
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("pqr.claim_node.code"))


class Claim(Base):
    """One thing the citizen asks for; every claim gets its own answer (decision 14)."""

    __tablename__ = "claim"

    case_id: Mapped[CaseKey]
    ordinal: Mapped[Ordinal]
    claim_code: Mapped[str] = mapped_column(ForeignKey("pqr.claim_node.code"))
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    #: The citizen's own words for it, quoted from the petition.
    citizen_words: Mapped[str]
    #: The leaf's name when it was classified, and from which version of the tree: old cases keep theirs.
    title: Mapped[str | None]
    tree_version: Mapped[int] = mapped_column(ForeignKey("pqr.claim_tree_version.version"), server_default="1")


class Input(Base):
    """A fact found in a system or sent by an area, with its date and validity; supports one claim's answer."""

    __tablename__ = "input"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "claim_ordinal"], ["pqr.claim.case_id", "pqr.claim.ordinal"]),
        ForeignKeyConstraint(["reused_case_id", "reused_input_id"], ["pqr.input.case_id", "pqr.input.input_id"]),
        one_of("system", *SYSTEMS),
        CheckConstraint("(reused_case_id IS NULL) = (reused_input_id IS NULL)", name="reused"),
        CheckConstraint("length(note) <= 4000", name="lengths"),
        Index(
            "ix_input_reused_case_id_reused_input_id",
            "reused_case_id",
            "reused_input_id",
            postgresql_where=text("reused_case_id IS NOT NULL"),
        ),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    claim_ordinal: Mapped[int]
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    system: Mapped[str]
    content: Mapped[str]
    content_sha256: Mapped[bytes]
    #: Day on which the fact was true in the source.
    found_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    escalation_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    recorded_by: Mapped[Person]
    recorded_at: Mapped[Stamp]
    withdrawn_at: Mapped[dt.datetime | None]
    #: What was written besides the system's own facts (`input_ruv` and its like).
    note: Mapped[str | None]
    #: The input of another case of the same person of which this one is a copy.
    reused_case_id: Mapped[uuid.UUID | None]
    reused_input_id: Mapped[uuid.UUID | None]


class Escalation(Base):
    """An input asked of a mission area; `case_id` is the child case that the area works on (14, 15)."""

    __tablename__ = "escalation"

    case_id: Mapped[CaseKey]
    petition_case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"), index=True)
    round: Mapped[int]
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    question: Mapped[str]
    requested_by: Mapped[Person]
    requested_at: Mapped[Stamp]
    due_on: Mapped[dt.date]
    #: Date promised when it was sent; DGSH is a queue, not a term (5.3).
    promised_on: Mapped[dt.date]
    competence: Mapped[str | None]
    competence_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    competence_at: Mapped[dt.datetime | None]
    rejection_reason: Mapped[str | None]
    proposed_area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    answered_at: Mapped[dt.datetime | None]
    check_result: Mapped[str | None]
    check_note: Mapped[str | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    checked_at: Mapped[dt.datetime | None]
    #: Turns that its claims had before this one, with any area.
    loop_count: Mapped[int] = mapped_column(server_default="0")
    #: The turn at which a joint decision last settled it: turns are counted from there.
    settled_turn: Mapped[int] = mapped_column(server_default="0")
    #: When it took its present place in the area's queue; the place it was promised by.
    queued_at: Mapped[Stamp]
    queue_position: Mapped[int | None]

    __table_args__ = (
        one_of("competence", "accepted", "rejected"),
        one_of("check_result", "conforms", "not_conforming"),
    )


class EscalationClaim(Base):
    """Which claims of the petition an escalation asks about."""

    __tablename__ = "escalation_claim"

    case_id: Mapped[CaseKey]
    claim_ordinal: Mapped[Ordinal]


class EscalationAnswer(Base):
    """What the area answered for one claim; becomes an input when it conforms."""

    __tablename__ = "escalation_answer"

    case_id: Mapped[CaseKey]
    claim_ordinal: Mapped[Ordinal]
    content: Mapped[str]
    found_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
