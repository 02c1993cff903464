"""What is checked while a reply is written: what is missing, other people's numbers, clarity, fields, the library."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from app.services.database import Database
from app.services.documents import letter
from app.services.drafting import library, sheet, writing
from app.services.drafting.clarity import measure, syllables_of
from app.services.drafting.identity import foreign_identities
from app.services.verbs.draft_response import Answer


@pytest.fixture
def open_sheet(make_drafting, engine_as):
    """open_sheet(claims=2) is the sheet of a new case as its agent reads it."""

    def read(**options):
        reply = make_drafting(**options)
        return sheet.read_draft(Database(engine_as("u_ana")), reply.case_id)

    return read


def _full(opened: sheet.DraftSheet) -> list[Answer]:
    return [
        Answer(
            claim=claim.ordinal,
            decision="explained",
            body_html="<p>Respondemos: {{insumo}}.</p>",
            input_id=claim.inputs[0].input_id,
        )
        for claim in opened.claims
    ]


def test_a_full_reply_misses_nothing_but_a_director(open_sheet):
    opened = replace(open_sheet(), director={"name": "Beatriz Inventada", "position": "Directora"})
    assert writing.problems(opened, _full(opened)) == []
    missing = writing.problems(replace(opened, director=None), _full(opened))
    assert [p.kind for p in missing] == ["director"]


def test_everything_missing_is_named_in_the_order_of_the_claims(open_sheet):
    opened = replace(open_sheet(claims=4), director={"name": "x"})
    answers = _full(opened)
    answers[0] = replace(answers[0], body_html="<p>{{municipio}} {{giro}} con CC 41.337.902</p>", decision=None)
    stale = replace(opened.claims[1].inputs[0], in_force=False, valid_until=dt.date(2026, 11, 14))
    claims = (opened.claims[0], replace(opened.claims[1], inputs=(stale,)), *opened.claims[2:])
    answers[2] = replace(answers[2], input_id=None)
    found = writing.problems(replace(opened, claims=claims), answers[:3])
    assert [(p.kind, p.claim) for p in found] == [
        ("decision", 1),
        ("field", 1),
        ("identity", 1),
        ("expired", 2),
        ("input", 3),
        ("empty", 4),
    ]
    assert found[3].detail == "Era válido hasta el 14/11/2026"
    noted = writing.problems(replace(opened, claims=claims), answers[:3], household=["41337902"])
    assert "identity" not in [p.kind for p in noted]


def test_the_preview_is_the_real_letter_with_its_fields_filled_in(open_sheet):
    opened = open_sheet()
    value = writing.preview_letter(opened, _full(opened)[:1], "<p>Señora {{nombre}}:</p>", "Ana Agente de Prueba")
    assert value.addressee.name and value.claims[0].decision == letter.Decision.EXPLAINS
    assert "0600120261834" in value.claims[0].body_html and "{{" not in value.opening_html
    assert "Sin respuesta todavía" in value.claims[1].body_html
    assert letter.preview(value).startswith(b"%PDF")


def test_an_autosave_survives_and_is_read_back(make_drafting, engine_as):
    reply = make_drafting()
    database = Database(engine_as("u_ana"))
    opened = sheet.read_draft(database, reply.case_id)
    kept = sheet.save_draft(database, reply.case_id, None, "", _full(opened))
    again = sheet.save_draft(database, reply.case_id, kept, "", [replace(_full(opened)[0], body_html="<p>Más</p>")])
    assert (again.version, again.elsewhere) == (1, False)
    back = sheet.read_draft(database, reply.case_id)
    assert back.draft is not None and back.draft.saved_at == again.saved_at
    assert [a.body_html for a in back.draft.answers] == ["<p>Más</p>", ""]
    assert [v.reason for v in back.versions] == ["saved"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("identificada con CC 41.337.902.", ["41337902"]),
        ("identificada con C.C. 41337902", ["41337902"]),
        ("CC 25.673.587 de la solicitante", []),
        ("recibirá $ 1.085.000 en noviembre", []),
        ("recibirá $1.085.000", []),
        ("un valor de 1.085.000 pesos", []),
        ("Resolución 0600120261834", []),
        ("y 1.041.337.902 su hija", ["1041337902"]),
        ("versión 1.2.3 y 12.30", []),
    ],
)
def test_other_peoples_numbers(text, found):
    assert [f.digits for f in foreign_identities(text, ["25673587"])] == found


@pytest.mark.parametrize(
    ("word", "count"), [("casa", 2), ("día", 2), ("cuando", 2), ("reunión", 2), ("pie", 1), ("aéreo", 4), ("Unidad", 3)]
)
def test_syllables(word, count):
    assert syllables_of(word) == count


def test_clarity_of_a_short_and_of_a_long_sentence():
    short = measure("La Unidad le paga el giro. Lleve su cédula. No cobra nada. Es gratis y rápido.")
    long = measure(re.sub(r"\. ", " y además ", "La administración reconocerá indemnizatoriamente. " * 9))
    assert short.is_clear and short.longest == 6
    assert not long.is_clear and long.grade in ("muy difícil", "algo difícil")
    assert measure("Muy poco").index is None


def test_the_library_tells_what_may_be_inserted_today(engine_as, make_drafting):
    make_drafting()
    texts = library.read_library(Database(engine_as("u_ana")))
    today = dt.date(2026, 11, 20)
    old = next(t for t in texts if (t.text_id, t.version) == ("IN-02", 2))
    assert old.state(today) == "expired" and not old.usable(today)
    new = library.replacement(texts, old, today)
    assert new is not None and new.version == 3
    assert replace(new, valid_to=today + dt.timedelta(days=10)).state(today) == "soon"
    assert replace(new, valid_from=today + dt.timedelta(days=1)).state(today) == "future"
    assert new in library.matching(texts, "indemnizacion estado") and not library.matching(texts, "marciano")
