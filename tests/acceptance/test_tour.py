"""The main job, clicked in the real windows: a petition of three claims from intake to proof by nine logins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtWidgets import QApplication

from app.services.demo.secret import demo_password
from app.services.demo.seed import seed
from app.services.demo.stages import Stage
from app.services.documents.pdfium import LOCK
from app.services.local_server import LocalServer, start_local
from app.settings import Settings
from app.ui import style
from app.ui.background import Background
from app.ui.entrance import Entrance
from app.ui.tour.guided import STAGES, perform
from app.ui.tour.trip import Trip
from app.ui.tour.walk import Walk

#: A few petitions wherever the walk meets those of others.
FEW = (
    Stage("bulk_folder", 3, 2, age=(0, 1)),
    Stage("to_load", 3, 3, age=(0, 1)),
    Stage("to_review", 3, 4, age=(0, 1)),
    Stage("pool", 6, 5, age=(0, 4)),
    Stage("new", 18, 6, age=(1, 10)),
    Stage("bulk_ready", 30, 16, age=(4, 9)),
    Stage("to_sample", 4, 18, age=(6, 9)),
    Stage("to_sign", 4, 24, age=(8, 12)),
    Stage("to_print", 3, 26, age=(9, 12)),
    Stage("to_hand", 3, 27, last="printed", age=(9, 12)),
    Stage("in_transit", 4, 27, last="handed", age=(10, 14)),
)
#: The way of the main petition: activity, outcome, role of whoever takes the step.
WAY = [
    (1, "filed", "records"),
    (2, "checked", "lead"),
    (3, "loaded", "lead"),
    (4, "reviewed", "assigner"),
    (5, "assigned", "assigner"),
    (6, "image_good", "agent"),
    (7, "classified", "agent"),
    (8, "requested", "agent"),
    (8, "denied", "lawyer"),
    (9, "single", "agent"),
    (13, "missing", "agent"),
    (14, "escalated", "agent"),
    (15, "resolves", "escalation_control"),
    (16, "individual", "agent"),
    (17, "drafted", "agent"),
    (18, "sampled", "quality"),
    (19, "approved", "quality"),
    (20, "named", "agent"),
    (21, "sent", "agent"),
    (24, "numbered", "signer"),
    (23, "rendered", "signer"),
    (22, "stamped", "signer"),
    (25, "uploaded", "signer"),
    (26, "printed", "printing"),
    (27, "handed", "printing"),
    (27, "delivered", "printing"),
]
EVENTS = (
    "SELECT e.from_activity::int, e.outcome, e.session_login, p.login, array_agg(r.role ORDER BY r.role) AS roles"
    " FROM pqr_audit.case_event e JOIN pqr.person p ON p.person_id = e.actor_id"
    " JOIN pqr.person_role r ON r.person_id = p.person_id"
    " WHERE e.case_id = %s GROUP BY e.case_id, e.version, p.login ORDER BY e.version"
)


@pytest.fixture
def small_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A demonstration with a few petitions, where the program looks for its own."""
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path / "datos"))
    folder = tmp_path / "datos" / "demostracion"
    local = start_local(folder, fsync=False)
    with local.owner_connection() as owner:
        seed(owner, demo_password(folder), stages=FEW)
    yield local
    local.stop()


@pytest.fixture
def trip(qapp: QApplication, small_demo: LocalServer, tmp_path: Path) -> Iterator[Trip]:
    """The door of that demonstration, before anybody has entered."""
    style.install(qapp)
    entrance = Entrance(Background(), Settings(tmp_path / "ajustes.ini"))
    pictures = tmp_path / "recorrido"
    pictures.mkdir()
    entrance.start("preguntar")
    yield Trip(Walk(entrance, pictures, (1366, 768)))
    entrance.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_petition_of_3_claims_is_clicked_from_intake_to_proof_by_nine_logins(
    trip: Trip, small_demo: LocalServer, tmp_path: Path
) -> None:
    perform(trip, STAGES)
    report = trip.walk.report
    report.write()
    assert report.trouble == []
    with small_demo.owner_connection() as owner:
        case = trip.case(trip.main)
        events = owner.execute(EVENTS, [case]).fetchall()
        assert [(activity, outcome) for activity, outcome, *_ in events] == [step[:2] for step in WAY]
        for (_activity, _outcome, role), (*_, session, login, roles) in zip(WAY, events, strict=True):
            assert session == login and role in roles
        assert len({login for *_, login, _roles in events}) == 9
        assert owner.execute("SELECT count(*) FROM pqr.claim WHERE case_id = %s", [case]).fetchone() == (3,)
        ended = owner.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
        assert ended == (0, "delivered")
    told = json.loads((tmp_path / "recorrido" / "recorrido.json").read_text(encoding="utf-8"))
    assert told["ok"] and {step["activity"] for step in told["steps"]} == set(range(1, 28))
    assert all((tmp_path / "recorrido" / step["picture"]).stat().st_size > 10_000 for step in told["steps"])
    with LOCK, pdfium.PdfDocument(tmp_path / "recorrido" / "carta.pdf") as letter:
        assert trip.main.person.document_number in "".join(
            page.get_textpage().get_text_bounded() for page in letter
        ).replace(".", "")
