"""«No enviados», clicked: each kind with its sentence and its ways out."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.services.command import Command
from app.ui.session import Session
from app.ui.session.unsent_page import UnsentPage
from app.ui.widgets import Confirm
from app.ui.widgets.diff import DiffCard
from tests.support.petitions import REGISTRY, stand_petition

#: status, kind, words of the list, words of its sentence, ways out.
KINDS = [
    ("pending", "waiting", "Por enviar", "volver la red", {"see", "discard"}),
    ("unknown", "unknown", "Se está averiguando", "se pregunta al servidor", {"see"}),
    ("conflict", "stale", "El caso cambió", "Compare y reaplique", {"reapply", "see", "discard"}),
    ("conflict", "moved", "El caso cambió", "Ya pasó a Firma", {"see", "discard"}),
    ("refused", "lost", "No recibido", "Ya no está asignado a usted", {"see", "discard"}),
    ("refused", "refused", "No recibido", "Falta un dato", {"retry", "see", "discard"}),
    ("blocked", "blocked", "En espera", "un paso anterior", {"see", "discard"}),
    ("quarantine", "quarantine", "Apartado", "informe al soporte", {"report", "see", "discard"}),
    ("expired", "expired", "Decidido hace días", "más de tres días", {"retry", "see", "discard"}),
]
REASONS = {"moved": "Ya pasó a Firma; su borrador se conserva.", "refused": "Falta un dato o uno no sirve."}


def classify(case, version: int = 2) -> Command:
    claims = [{"code": REGISTRY, "words": "que le digan en que va su declaracion"}]
    return Command(
        case_id=case, version=version, procedure="pqr_v08", activity="classify_claim", outcome="classified",
        payload={"claims": claims},
    )  # fmt: skip


def put(session: Session, command: Command, status: str, kind: str) -> None:
    """A command of that state, as the outbox would have noted it."""
    outbox = session._signed.outbox
    assert outbox is not None
    outbox.write(command)
    with outbox._store.transaction() as cursor:
        cursor.execute(
            "UPDATE outbox SET status = ?, kind = ?, reason = ? WHERE command_id = ?",
            (status, kind, REASONS.get(kind), str(command.command_id)),
        )


def test_each_kind_says_what_happened_and_offers_its_ways_out(admin, open_session) -> None:
    session = open_session()
    session.context.database.is_cut = True
    for status, kind, *_ in KINDS:
        put(session, classify(stand_petition(admin, "classify_claim")), status, kind)
    page = session.window.go("unsent")
    assert isinstance(page, UnsentPage) and page.pane.model.rowCount() == len(KINDS)
    for at, (_, _, words, sentence, ways) in enumerate(KINDS):
        page.pane.table.go_to(at)
        said = page.panel.strip.sentence()
        assert f"<b>{words}.</b>" in said and sentence in said
        assert {key for key, act in page.panel.acts.items() if not act.isHidden()} == ways
    assert page.panel._texts.count() == 2


def test_support_gets_a_report_without_what_was_written(admin, open_session) -> None:
    session = open_session()
    session.context.database.is_cut = True
    put(session, classify(stand_petition(admin, "classify_claim")), "quarantine", "quarantine")
    page = session.window.go("unsent")
    page.panel.acts["report"].click()
    copied = QApplication.clipboard().text()
    assert "classify_claim" in copied and "declaracion" not in copied
    assert "Informe copiado" in session.window.notices.toast.sentence()


def test_what_changed_meanwhile_is_compared_and_reapplied(admin, open_session, perform) -> None:
    """Somebody took a step and took it back: the same state, another version. One click applies it again."""
    case = stand_petition(admin, "check_image")
    session = open_session()
    database = session.context.database
    database.is_cut = True
    step = Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")
    assert session.context.performer.perform(step).status == "queued"
    perform("agent", case, 1, "check_image", "image_good")
    admin.execute(
        "UPDATE pqr.case_file SET activity = 6, version = 3, status = 'check_image' WHERE case_id = %s", [case]
    )
    database.is_cut = False
    session.pulse.look()
    page = session.window.go("unsent")
    assert page.row.unsent.kind == "stale"
    page.panel.acts["reapply"].click()
    card = next(each for each in session.window.findChildren(DiffCard) if each.isVisible())
    assert "Imagen correcta" in card.view.left.toPlainText() and "Análisis" in card.view.right.toPlainText()
    next(each for each in card.acts if each.accessibleName() == "Reaplicar").click()
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (4,)
    assert page.pane.model.rowCount() == 0


def test_a_refused_one_is_sent_again_and_a_discarded_one_asks_first(admin, open_session) -> None:
    session = open_session()
    session.context.database.is_cut = True
    case = stand_petition(admin, "check_image")
    step = Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")
    put(session, step, "refused", "refused")
    put(session, classify(stand_petition(admin, "classify_claim")), "refused", "lost")
    session.context.database.is_cut = False
    page = session.window.go("unsent")
    page.pane.table.go_to(0)
    page.retry.click()
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,)
    assert page.pane.model.rowCount() == 1
    page.drop.click()
    question = next(each for each in session.window.findChildren(Confirm) if each.isVisible())
    question.keep.click()
    assert page.pane.model.rowCount() == 1
    page.drop.click()
    next(each for each in session.window.findChildren(Confirm) if each.isVisible()).go.click()
    assert page.pane.model.rowCount() == 0


def test_the_demonstrations_strip_cuts_the_network_and_brings_it_back(open_session) -> None:
    session = open_session(place="demo")
    strips = session.window.notices.strips
    switch = next(each for each in strips.findChildren(type(session.window.notices.offline.retry))
                  if each.accessibleName() == "Cortar la red")  # fmt: skip
    switch.click()
    assert session.window.notices.offline.isVisible() and "Sin conexión desde" in session.window.status.words()[0]
    assert switch.accessibleName() == "Volver a conectar la red"
    switch.click()
    assert session.window.notices.offline.isHidden()


def test_the_bar_says_how_old_the_data_are(open_session) -> None:
    session = open_session()
    assert session.window.status.words()[0] == "En línea · actualizado hace un momento"
    session.line._heard_at -= 42
    session.line._tell_age()
    assert session.window.status.words()[0] == "En línea · actualizado hace 42 s"
    session.context.database.is_cut = True
    session.pulse.look()
    assert session.window.status.words()[0].endswith("· datos de hace 42 s")
