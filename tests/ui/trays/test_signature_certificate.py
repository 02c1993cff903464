"""Firma with a certificate, clicked: the PIN once, the report, levels in a queue, a dead authority, a pulled token."""

from __future__ import annotations

import hashlib

import pdf_oxide
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from app import clock
from app.services.documents.pdfium import LOCK
from app.services.signatures import pades
from app.services.signatures.certificate import facts
from app.services.signatures.errors import TokenRemoved
from app.services.signatures.settings import SignatureSettings
from app.services.signatures.sources import Pkcs12Source
from app.services.signing import State
from app.ui.trays.signature.means_card import MeansCard
from app.ui.trays.signature.page import SignaturePage
from app.ui.trays.signature.pin_card import PinConfirm
from tests.people import STAFF
from tests.support.pki import PASSWORD, as_pem

Key = Qt.Key


@pytest.fixture
def by_certificate(admin, entity, make_director):
    """by_certificate("director"): a director of area 1 whose letters that person's certificate signs."""

    def make(name: str) -> int:
        director, found = make_director(1), facts(entity.certificate(name))
        change = admin.execute(
            "INSERT INTO pqr.director_change (change_id, kind, director_id, proposed_by)"
            " VALUES (gen_random_uuid(), 'certificate', %s, %s) RETURNING change_id",
            [director, STAFF["admin"].person_id],
        ).fetchone()[0]
        admin.execute(
            "INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to,"
            " change_id) VALUES (%s, %s, %s, 'Entidad de prueba', %s, '2026-01-01', '2036-01-01', %s)",
            [director, bytes.fromhex(found.thumbprint), found.serial, found.holder, change],
        )
        admin.execute("UPDATE pqr.director SET signing_method = 'certificate' WHERE director_id = %s", [director])
        return director

    return make


@pytest.fixture
def open_firma(desk_of, settings, entity, qtbot):
    """The signer's window, where the key is in a file and time stamps come from the entity on loopback."""

    def open_it(name: str, *, stamped: bool = True):
        kept = SignatureSettings(settings, settings.path.parent / "authorities")
        kept.set_source(Pkcs12Source(entity.pkcs12(name)))
        kept.set_tsa(entity.tsa_url if stamped else "")
        kept.authorities.add(as_pem(entity.root) + as_pem(entity.certificate("ca")), clock.now())
        desk = desk_of("signer", SignaturePage)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    return open_it


@pytest.fixture
def letters(waiting_letter):
    return lambda count: [waiting_letter() for _ in range(count)]


def activities(admin, cases) -> list[int]:
    rows = dict(admin.execute("SELECT case_id, activity FROM pqr.case_file").fetchall())
    return [rows[case] for case in cases]


def numbers(admin) -> int:
    return admin.execute("SELECT count(*) FROM pqr.outgoing_filing").fetchone()[0]


def ask(desk) -> PinConfirm:
    """Mark everything and ask to sign."""
    table = desk.page.signing.list.table
    QTest.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Key.Key_F9)
    return desk.window.findChildren(PinConfirm)[-1]


def type_pin(card: PinConfirm, pin: str) -> None:
    QTest.keyClicks(card.pin, pin)
    QTest.keyClick(card.pin, Key.Key_Return)


def test_a_batch_with_the_pin_once_and_the_report_of_each(open_firma, by_certificate, letters, admin) -> None:
    by_certificate("director")
    cases = letters(2)
    desk = open_firma("director")
    card = ask(desk)
    assert not card.go.isEnabled() and card.pin.hasFocus()
    type_pin(card, "otra-clave")
    assert "No se firmó ninguna carta" in card.field.error() and card.pin.text() == ""
    assert (activities(admin, cases), numbers(admin)) == ([24, 24], 0)
    type_pin(card, PASSWORD)
    assert activities(admin, cases) == [26, 26]
    run = desk.page.signing.run_view
    assert not desk.page.signing.desk.has_key, "the key is closed when the batch ends"
    rows = admin.execute(
        "SELECT method, verdict, level, is_intact, covers_all, second_opinion FROM pqr.signature_check"
    ).fetchall()
    assert len(rows) == 2 and {row[:5] for row in rows} == {("certificate", rows[0][1], "B-T", True, True)}
    assert rows[0][1] in ("valid", "unconfirmed") and rows[0][5] in ("agrees", "absent")
    QTest.keyClick(run.pane.table, Key.Key_Return)
    report = desk.page.report
    assert desk.page.stack.currentWidget() is report and report.report.checks[0]["level"] == "B-T"
    report.check_again()
    assert admin.execute("SELECT count(*) FROM pqr.signature_check").fetchone() == (3,)
    assert report.title.text() == "Firma válida", report.by.text()
    signed = admin.execute("SELECT sha256_after FROM pqr.signing_act WHERE case_id = %s", [cases[0]]).fetchone()[0]
    both = {report.hash.text().replace(" ", "").replace("\n", "")}
    report.step(1)
    both.add(report.hash.text().replace(" ", "").replace("\n", ""))
    assert bytes(signed).hex() in both and len(both) == 2


def test_another_persons_certificate_signs_nothing(open_firma, by_certificate, letters, admin) -> None:
    by_certificate("director")
    cases = letters(1)
    card = ask(open_firma("second"))
    type_pin(card, PASSWORD)
    assert "No se firmó ninguna carta" in card.field.error()
    assert (activities(admin, cases), numbers(admin)) == ([24], 0)


def test_the_door_refuses_a_certificate_that_is_not_the_directors(by_certificate, letters, perform, admin) -> None:
    by_certificate("director")
    case = letters(1)[0]
    admin.execute("UPDATE pqr.case_file SET activity = 22 WHERE case_id = %s", [case])
    act = {"level": "B-B", "certificate_serial": "1", "certificate_issuer": "x"}
    for method, thumbprint, reason in (
        ("mechanical", "", "payload"),
        ("certificate", hashlib.sha256(b"mine").hexdigest(), "certificate_of_another"),
    ):
        payload = {"method": method, "act": act | {"certificate_thumbprint": thumbprint}}
        assert perform("signer", case, 3, "stamp_signature", "stamped", payload)["reason"] == reason


def test_a_dead_authority_pauses_and_the_queue_brings_the_level_later(
    open_firma, by_certificate, letters, entity, admin
) -> None:
    by_certificate("director")
    cases = letters(2)
    desk = open_firma("director")
    card = ask(desk)
    entity.dead.add("tsa")
    type_pin(card, PASSWORD)
    run = desk.page.signing.run_view
    assert sorted(activities(admin, cases)) == [22, 24], "paused at the first: it keeps its number and its PDF"
    assert "sellado de tiempo" in run.strip.sentence() and desk.page.signing.desk.has_key
    choice = next(b for b in run.strip.findChildren(QPushButton) if "sin sello" in b.text())
    choice.click()
    assert activities(admin, cases) == [26, 26] and numbers(admin) == 2
    upgrades = desk.page.upgrades
    desk.page._choose("upgrades")
    assert [row.reached for row in upgrades._rows()] == ["B-B", "B-B"]
    upgrades.act()
    assert "siguen" in upgrades.strip.sentence() or "sigue" in upgrades.strip.sentence()
    waiting = admin.execute(
        "SELECT attempts, problem IS NOT NULL, try_after > now() FROM pqr.signature_upgrade"
    ).fetchall()
    assert waiting == [(1, True, True)] * 2, "nothing is lost: each waits with its reason and its next time"
    entity.dead.clear()
    upgrades.act()
    done = admin.execute("SELECT reached, done_at IS NOT NULL, problem FROM pqr.signature_upgrade").fetchall()
    assert done == [("B-LTA", True, None)] * 2
    assert upgrades._rows() == []


def test_a_token_pulled_in_the_middle_pauses_the_batch(open_firma, by_certificate, letters, admin, monkeypatch) -> None:
    by_certificate("director")
    cases = letters(3)
    desk = open_firma("director", stamped=False)
    card = ask(desk)
    signed = pades.BatchSigner.sign
    count = iter(range(9))

    def pulled(self, pdf, request):
        if next(count) == 1:
            raise TokenRemoved("pulled")
        return signed(self, pdf, request)

    monkeypatch.setattr(pades.BatchSigner, "sign", pulled)
    type_pin(card, PASSWORD)
    run = desk.page.signing.run_view
    assert sorted(activities(admin, cases)) == [22, 24, 26], "what is done stays done"
    assert "Conéctelo de nuevo" in run.strip.sentence()
    assert [row.outcome.state for row in run.rows()] == [State.FAILED, State.UNTOUCHED, State.SIGNED]
    assert not desk.page.signing.desk.has_key
    run.panel.act.button.click()
    type_pin(desk.window.findChildren(PinConfirm)[-1], PASSWORD)
    assert activities(admin, cases) == [26] * 3 and numbers(admin) == 3


def test_who_closes_the_window_leaves_no_open_key(open_firma, by_certificate, letters, admin) -> None:
    """Paused by a dead authority the key stays open for a while; the next person at this computer has none of it."""
    by_certificate("director")
    letters(2)
    desk = open_firma("director")
    kept = SignatureSettings(desk.window.settings, desk.window.settings.path.parent / "authorities")
    kept.set_tsa("http://127.0.0.1:9/")
    type_pin(ask(desk), PASSWORD)
    signing = desk.page.signing
    session = signing.desk._session
    assert signing.desk.has_key and session is not None, signing.run_view.strip.sentence()
    desk.window.close()
    assert not signing.desk.has_key
    with pytest.raises(TokenRemoved):
        session.sign(b"x")


def test_authorities_are_added_told_why_not_and_let_go(
    open_firma, by_certificate, letters, tmp_path, entity, qtbot
) -> None:
    by_certificate("director")
    letters(1)
    desk = open_firma("director")
    desk.page.signing.choose_means()
    box = desk.window.findChildren(MeansCard)[-1].anchors
    before = len(box._authorities.all())
    box.add_file(tmp_path / "no-existe.cer")
    assert "no se pudo leer" in box.words.text()
    big = tmp_path / "grande.cer"
    big.write_bytes(b"x" * 1_000_001)
    box.add_file(big)
    assert "demasiado grande" in box.words.text()
    name = "Entidad de Certificación de Prueba"
    [quit_it] = [each for each in box.findChildren(QToolButton) if each.accessibleName() == f"Quitar {name}"]
    quit_it.click()
    assert f"Quitada: {name}." in box.words.text() and len(box._authorities.all()) == before - 1
    good = tmp_path / "autoridad.pem"
    good.write_bytes(as_pem(entity.certificate("ca")))
    box.add_file(good)
    qtbot.waitUntil(lambda: f"reconocidas: {before}." in box.words.text(), timeout=5000)


def test_a_batch_is_ended_and_its_act_and_a_report_are_kept(
    open_firma, by_certificate, letters, admin, monkeypatch, tmp_path
) -> None:
    by_certificate("director")
    cases = letters(3)
    desk = open_firma("director", stamped=False)
    view, run = desk.page.signing.run_view, desk.page.signing.desk
    signed = pades.BatchSigner.sign

    def ended(self, pdf, request):
        # As «Detener…» does while a letter is under way.
        view.stopped = view._brake.pressed = True
        return signed(self, pdf, request)

    monkeypatch.setattr(pades.BatchSigner, "sign", ended)
    type_pin(ask(desk), PASSWORD)
    assert sorted(activities(admin, cases)) == [24, 24, 26]
    assert "Detenido" in view.panel.pill.accessibleName() and "Usted detuvo el lote" in view.strip.sentence()
    assert not run.has_key and run.kept.load() is None
    assert (view.panel.left_title.text(), view.panel.left.text()) == ("Quedan", "2 cartas")
    run.choose_file = lambda _parent, name: str(tmp_path / name)
    view.panel.paper.click()
    [act] = tmp_path.glob("acta-lote-*.pdf")
    words = words_of(act)
    assert "Firmada y verificada: 1" in words and "Sin intentar: 2" in words and words.count("sin radicado") == 2
    view.pane.table.go_to(2)
    QTest.keyClick(view.pane.table, Key.Key_Return)
    report = desk.page.report
    report.choose_file = lambda _parent, name: str(tmp_path / name)
    QTest.keyClick(report, Key.Key_F9)
    [kept] = tmp_path.glob("informe-*.pdf")
    assert report.hash.text().replace(" ", "").replace("\n", "") in words_of(kept).replace("\n", "").replace("\r", "")
    report.choose_file = lambda _parent, name: str(tmp_path / "no" / name)
    report.save_report()
    assert not (tmp_path / "no").exists()


def words_of(path) -> str:
    """The text of a PDF, whose tags and archive profile are checked too."""
    document = pdf_oxide.PdfDocument(str(path))
    assert document.validate_pdf_ua()["valid"] and document.validate_pdf_a()["valid"]
    with LOCK:
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes()))
