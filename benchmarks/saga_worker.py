"""Signs letters until it is killed: says each step on its output as it begins, so that the killer can aim."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine

from app.services.database import Database
from app.services.gateways.filing import EmbeddedFiling
from app.services.output.pens import CertificatePen, MechanicalPen
from app.services.perform import Performer
from app.services.signatures.session import SignerSession
from app.services.signatures.sources import Pkcs12Source
from app.services.signing import LetterOutcome, Signer, Step


def main() -> None:
    """Take each letter to its end, whatever an earlier program left of it."""
    import psycopg

    order: dict[str, Any] = json.load(sys.stdin)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(order["dsn"]))
    database = Database(engine)
    performer, filing = Performer(database), EmbeddedFiling(database)
    session = SignerSession.open(Pkcs12Source(Path(order["key"])), lambda _request: order["pin"])
    pens = (MechanicalPen(database), CertificatePen(database, session))
    signers = [Signer(database, performer, filing, pen) for pen in pens]

    def tell(outcome: LetterOutcome, step: Step | None) -> None:
        print(json.dumps([str(outcome.case_id), step, outcome.state, outcome.reason]), flush=True)

    for case, pen in order["letters"]:
        signers[pen].sign(UUID(case), tell)


if __name__ == "__main__":
    main()
