"""What the demonstration knows before it writes: the order of tables, catalogues, and invented facts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.services.demo.outgoing import Directors
    from app.services.demo.petitions import Case, Maker

#: Tables in the order that their foreign keys ask for.
ORDER = (
    "pqr.case_file", "pqr_audit.case_event", "pqr.document", "pqr.document_chunk", "pqr.petition", "pqr.petitioner",
    "pqr.claim", "pqr.escalation", "pqr.escalation_claim", "pqr.escalation_answer", "pqr.input", "pqr.endorsement",
    "pqr.image_issue", "pqr.draft", "pqr.draft_answer", "pqr.quality_lot_case", "pqr.quality_review",
    "pqr.quality_finding", "pqr.letter", "pqr.outgoing_filing", "pqr.signing_act", "pqr.letter_print",
    "pqr.dispatch_sheet", "pqr.dispatch", "pqr.delivery", "pqr.archive_report",
)  # fmt: skip
#: Method, inspection, code letter, size, sample, letters added by their term and faults accepted, of each lot:
#: what NTC-ISO 2859-1 gives at level II and 2,5 % for that size.
LOT_PLAN = ("iso_2859_1", "normal", 2.5, "G", 210, 32, 0, 2)
#: Area of the lot in review, then of those that were accepted before it.
LOT_AREAS = (2, 2, 3, 1, 2)
#: What a system says of each kind of claim, by the tree's first number; invented.
_FACTS = {
    "1": "inclusión en el registro por desplazamiento forzado, declaración {n} del {d}",
    "2": "hogar con carencia en alimentación; último giro {n} del {d}",
    "3": "solicitud {n} del {d}, en aplicación del método técnico de priorización",
    "5": "oferta de orientación ocupacional, remisión {n} del {d}",
    "6": "plan de la comunidad con acta {n} del {d}",
    "7": "atención {n} del {d}, revisada con el punto de atención",
}


@dataclass(frozen=True)
class Leaf:
    """A leaf of the claim tree as the database holds it."""

    code: str
    title: str
    area_id: int
    systems: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """An approved text in force."""

    text_id: str
    version: int
    decision: str
    body_html: str


@dataclass(frozen=True)
class World:
    """Catalogues read from the database."""

    leaves: dict[str, Leaf]
    texts: dict[str, Text]
    directors: Directors
    #: The lot in review, then those accepted before it.
    lot_ids: tuple[uuid.UUID, ...]


def read_world(owner: Any, directors: Directors) -> World:
    """Leaves and approved texts in force, by leaf."""
    leaves = {
        row[0]: Leaf(row[0], row[1], row[2], tuple(row[3]))
        for row in owner.execute("SELECT code, title, area_id, lookup_systems FROM pqr.claim_node WHERE is_leaf")
    }
    texts = {
        row[0]: Text(*row[1:])
        for row in owner.execute(
            "SELECT claim_code, text_id, version, decision, body_html FROM pqr.approved_text"
            " WHERE claim_code IS NOT NULL AND (valid_to IS NULL OR valid_to >= pqr_core.today())"
        )
    }
    lots = tuple(uuid.UUID(int=0x740040805 + n, version=4) for n in range(len(LOT_AREAS)))
    return World(leaves, texts, directors, lots)


def fact(maker: Maker, case: Case, ordinal: int) -> str:
    """An invented fact for a claim."""
    pattern = _FACTS.get(case.leaves[ordinal - 1].split(".")[0], _FACTS["7"])
    day = case.received_at.date() - dt.timedelta(days=40 + case.number % 200)
    return pattern.format(n=100_000 + case.number * 7 + ordinal, d=f"{day:%d/%m/%Y}")
