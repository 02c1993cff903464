"""Plans, samples with an interval and second samples of quality (activities 18 and 19).

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

#: Code, criterion, what it says, class of procedure 5.4 and usual gravity. Grounds: domain of the answers (criteria of
#: Bogotá's guide, section 5.4) and what courts found in letters: partial, generic, unfounded or unnotified answers.
_CODES = (
    ("C01", "coherence", "Responde otra cosa", "wrong", "major"),
    ("C02", "coherence", "Respuesta genérica, no del caso", "inconsistent", "major"),
    ("C03", "coherence", "Se contradice en la misma carta", "inconsistent", "major"),
    ("L01", "clarity", "No se entiende la decisión", "incomplete", "major"),
    ("L02", "clarity", "Siglas o términos sin explicar", "inconsistent", "minor"),
    ("L03", "clarity", "No dice qué sigue ni cuándo", "incomplete", "major"),
    ("T01", "warmth", "Trato frío o que culpa a la víctima", "wrong", "major"),
    ("T02", "warmth", "Saludo o tratamiento equivocado", "wrong", "minor"),
    ("P01", "timeliness", "Sale fuera de término", "wrong", "major"),
    ("P02", "timeliness", "No explica la demora", "incomplete", "minor"),
    ("S01", "system_use", "Datos de otra persona", "wrong", "critical"),
    ("S02", "system_use", "Radicado o código LEX equivocado", "wrong", "major"),
    ("S03", "system_use", "Dato distinto al del insumo", "inconsistent", "major"),
    ("S04", "system_use", "Insumo vencido o ausente", "inconsistent", "major"),
    ("S05", "system_use", "Dirección o destinatario equivocado", "wrong", "critical"),
    ("S06", "system_use", "Firmante equivocado", "wrong", "critical"),
    ("F01", "substance", "Norma derogada o que no aplica", "wrong", "critical"),
    ("F02", "substance", "Pretensión sin responder", "incomplete", "critical"),
    ("F03", "substance", "Niega sin decir por qué", "incomplete", "major"),
    ("F04", "substance", "Lista entidades sin programa, responsable y pasos", "incomplete", "major"),
    ("F05", "substance", "Revela datos de terceros", "wrong", "critical"),
    ("O01", "spelling", "Error de ortografía o digitación", "wrong", "minor"),
    ("O02", "spelling", "Formato fuera de la plantilla", "inconsistent", "minor"),
    ("O03", "spelling", "Nombre mal escrito", "wrong", "major"),
)


def upgrade() -> None:
    """Add them."""
    _plans()
    _codes()
    _reviews()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _plans() -> None:
    op.drop_constraint(op.f("ck_quality_lot_inspection"), "quality_lot", schema="pqr")
    op.create_check_constraint(
        op.f("ck_quality_lot_inspection"),
        "quality_lot",
        "inspection IN ('reduced', 'normal', 'tightened', 'full')",
        schema="pqr",
    )


def _codes() -> None:
    table = op.create_table(
        "quality_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fault_class", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[A-Z][0-9]{2}$'", name=op.f("ck_quality_code_code")),
        sa.CheckConstraint(
            "criterion IN ('coherence', 'clarity', 'warmth', 'timeliness', 'system_use', 'substance', 'spelling')",
            name=op.f("ck_quality_code_criterion"),
        ),
        sa.CheckConstraint(
            "fault_class IN ('wrong', 'inconsistent', 'incomplete')", name=op.f("ck_quality_code_fault_class")
        ),
        sa.CheckConstraint("severity IN ('critical', 'major', 'minor')", name=op.f("ck_quality_code_severity")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_quality_code")),
        sa.UniqueConstraint("code", "criterion", name=op.f("uq_quality_code_code_criterion")),
        schema="pqr",
    )
    names = ("code", "criterion", "title", "fault_class", "severity")
    op.bulk_insert(table, [dict(zip(names, row, strict=True)) for row in _CODES])
    # NULL in what was found before there were codes; the kernel's effect asks for one.
    op.add_column("quality_finding", sa.Column("code", sa.Text(), nullable=True), schema="pqr")
    op.create_foreign_key(
        op.f("fk_quality_finding_code_criterion"),
        "quality_finding",
        "quality_code",
        ["code", "criterion"],
        ["code", "criterion"],
        source_schema="pqr",
        referent_schema="pqr",
    )


def _reviews() -> None:
    op.add_column("quality_review", sa.Column("lot_id", sa.Uuid(), nullable=True), schema="pqr")
    op.create_foreign_key(
        op.f("fk_quality_review_lot_id"),
        "quality_review",
        "quality_lot",
        ["lot_id"],
        ["lot_id"],
        source_schema="pqr",
        referent_schema="pqr",
    )
    op.execute(
        "UPDATE pqr.quality_review r SET lot_id = (SELECT m.lot_id FROM pqr.quality_lot_case m"
        " JOIN pqr.quality_lot l ON l.lot_id = m.lot_id WHERE m.case_id = r.case_id AND m.is_sampled"
        " AND m.draft_version = r.draft_version AND l.drawn_at <= r.reviewed_at ORDER BY l.drawn_at DESC LIMIT 1)"
    )
    # The letter is reviewed once in each lot: two reviewers of a second sample do not count it twice.
    op.create_index(
        op.f("ix_quality_review_lot_id_case_id"), "quality_review", ["lot_id", "case_id"], unique=True, schema="pqr"
    )
