"""Scans, letters and their pieces: chunks of 256 KiB in partitions by year, content-addressed."""

from __future__ import annotations

import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamp, one_of

KINDS = (
    "petition",
    "attachment",
    "letter_unsigned",
    "letter_signed",
    "input_support",
    "delivery_proof",
    "notice",
    "notice_proof",
    "dispatch_sheet",
    "print_batch",
    "signature_image",
    "authority",
    "extension_letter",
    "extension_proof",
    "legal_letter",
    "legal_proof",
    "citizen_paper",
    "priority_proof",
    "transfer_letter",
    "transfer_copy",
    "transfer_proof",
    "transfer_notice",
    "collective_answer",
    "publication_proof",
    "copy_proof",
)
CHUNK_BYTES = 256 * 1024
MAX_BYTES = 200 * 1024 * 1024


class Document(Base):
    """What is known of a file; its bytes are read through `pqr_api.read_document`, which counts."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", *KINDS),
        one_of("state", "uploading", "ready"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint(f"byte_count BETWEEN 1 AND {MAX_BYTES}", name="byte_count"),
        Index("ix_document_case", "case_id"),
        Index("ix_document_sha256", "sha256"),
    )

    document_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: NULL while no case holds it: a scan before its filing, a dispatch sheet of many letters.
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    kind: Mapped[str]
    mime: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    page_count: Mapped[int | None]
    #: Never a person's name, nor the name the file came with.
    file_label: Mapped[str]
    year: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(server_default=text("'uploading'"))
    created_by: Mapped[int] = mapped_column(ForeignKey("pqr.person.person_id"))
    created_at: Mapped[Stamp]
    supersedes: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))


class DocumentChunk(Base):
    """One piece of a document. The partitions live in schema pqr_chunk, one a year: old ones can be detached."""

    __tablename__ = "document_chunk"
    __table_args__ = (
        CheckConstraint(f"octet_length(bytes) BETWEEN 1 AND {CHUNK_BYTES}", name="bytes"),
        {"postgresql_partition_by": "LIST (year)"},
    )

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    document_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    chunk_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bytes: Mapped[bytes]
