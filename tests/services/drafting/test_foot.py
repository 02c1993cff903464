"""«Anexos» and «Copias» of a letter: named by its author, kept in columns, printed, the same in all of a batch."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pypdfium2
import pytest

from app.services.bulk import groups, run
from app.services.database import Database
from app.services.documents import letter
from app.services.drafting import foot, library, sheet, writing
from app.services.drafting.foot import Foot

NAMED = Foot(("Constancia de inclusión", "Guía de pagos"), ("Personería de Caucasia",))


def _words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_range() for page in pages)


def test_what_is_typed_becomes_lines_and_too_much_is_not_taken():
    assert foot.items(" Guía  de pagos; ;Guía de pagos;\tOtra\u202e ") == ("Guía de pagos", "Otra")
    assert foot.fits("; ".join("abcdefghijkl")) and not foot.fits("; ".join("abcdefghijklm"))
    assert foot.fits("a" * 120) and not foot.fits("a" * 121)
    assert not foot.fits("{{nombre}}") and not foot.fits("<b>a</b>")


def test_the_names_are_kept_with_the_version_and_printed(make_drafting, engine_as):
    reply = make_drafting(claims=1)
    database = Database(engine_as("u_ana"))
    kept = sheet.save_draft(database, reply.case_id, None, "", (), foot=NAMED)
    again = sheet.read_draft(database, reply.case_id)
    assert (again.draft.version, again.draft.foot) == (kept.version, NAMED)
    words = _words(letter.preview(writing.preview_letter(again, (), foot=again.draft.foot)))
    assert "Anexos: Constancia de inclusión; Guía de pagos" in words and "Copia: Personería de Caucasia" in words
    sheet.save_draft(database, reply.case_id, kept, "", ())
    assert sheet.read_draft(database, reply.case_id).draft.foot == foot.NO_FOOT


@pytest.mark.parametrize(
    "lines",
    [
        ["a" * 121],
        list("abcdefghijklm"),
        ["{{nombre}}"],
        ["dos\nrenglones"],
        ["uno; dos"],
        ["a", "a"],
        [" "],
        [1],
        "texto",
    ],
)
def test_the_server_takes_no_other_lines(lines, make_drafting, perform):
    reply = make_drafting(claims=1)
    answer = perform(
        "agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers(), "attachments": lines}
    )
    assert (answer["status"], answer["reason"], answer["field"]) == ("refused", "foot_list", "attachments")


def test_sent_the_sheet_that_is_signed_names_them(make_drafting, perform, sql_as):
    reply = make_drafting(claims=1)
    payload = {"answers": reply.answers()} | NAMED.payload()
    assert perform("agent", reply.case_id, 1, "draft_response", "drafted", payload)["status"] == "applied"
    stored = sql_as("postgres").execute("SELECT attachments, copies FROM pqr.draft WHERE case_id = %s", [reply.case_id])
    assert stored.fetchone() == (list(NAMED.attachments), list(NAMED.copies))


def test_a_copy_names_nobody_of_another_case(make_drafting, perform):
    mine, other = make_drafting(claims=1), make_drafting(claims=1)
    assert mine.case_id != other.case_id
    payload = {"answers": mine.answers(), "copies": ["Señora Luz Inventada Ajena, CC 41.337.902"]}
    answer = perform("agent", mine.case_id, 1, "draft_response", "drafted", payload)
    assert answer["reason"] in ("foreign_identity", "foreign_name") and answer["field"].startswith("foot: ")


def test_every_letter_of_a_batch_names_the_same(make_drafting, engine_as, sql_as):
    elsa = Database(engine_as("u_elsa"))
    for _ in range(3):
        make_drafting("draft_in_bulk", claims=1)
    group = groups.read_groups(elsa)[0]
    texts = [t for t in library.read_library(elsa) if t.usable(dt.datetime.now().date())]
    recipe = {code: library.of_claim(texts, code)[0] for code in group.claim_codes}
    batch = uuid.uuid4()
    run.start(elsa, batch, group, recipe, groups.read_rows(elsa, group), foot=NAMED)
    assert run.run(elsa, batch).drafted == 3
    stored = sql_as("postgres").execute("SELECT attachments, copies FROM pqr.draft WHERE batch_id = %s", [batch])
    assert stored.fetchall() == [(list(NAMED.attachments), list(NAMED.copies))] * 3
