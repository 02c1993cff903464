"""The letter as a citizen, a scanner and a computer read it."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pypdfium2 as pdfium
import pytest

from app.filing_number import BadFilingNumber
from app.services.documents import barcodes
from app.services.documents.letter import (
    Addressee,
    ClaimAnswer,
    LetterIncomplete,
    PageSize,
    Signatory,
    missing_glyphs,
    preview,
    render,
    verification_code,
)
from tests.services.documents.letters import NUMBER, SHOWN, code128_of, letter, picture, texts


def test_letter_says_everything_with_its_accents() -> None:
    text = " ".join(texts(render(letter())))
    for wanted in (
        "Al contestar por favor cite estos datos", f"Radicado No.: {SHOWN}", "Fecha: 21/11/2026 10:05",
        "Bogotá D. C., 21 de noviembre de 2026", "Señor(a) MARÍA JOSÉ ÑÁÑEZ GÜIZA", "Quibdó, Chocó",
        "Asunto: Respuesta a derecho de petición", "Código LEX: 7714205", "CC 25.673.587",
        "2026-711-806524-2 el 30 de octubre de 2026", "cada una de sus dos solicitudes", "1. Reprogramación del giro",
        "Decisión: Se concede. Fuente: insumo de Gestión Social y Humanitaria, 19/11/2026.", "2. Subsidio de vivienda",
        "Se traslada a la entidad competente.", "Usted puede cobrar $ 1.085.000.", "Cordialmente,",
        "Beatriz Elena Sanín Ossa", "Directora de Gestión Social y Humanitaria", "Resolución 01187 de 2026",
        "Anexos: copia del traslado", "Copia: Ministerio de Vivienda", "Proyectó: P. Mejía", "Revisó: L. Muñetón",
        "Formato 740.04.15-31",
    ):  # fmt: skip
        assert wanted in text.replace("\u00a0", " "), wanted


def test_every_page_has_its_number_and_the_total() -> None:
    long = "".join(f"<p>Párrafo {number}. {'Se informa lo siguiente. ' * 30}</p>" for number in range(14))
    pages = texts(render(letter(claims=(ClaimAnswer("Todo", "explica", long),))))
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert re.search(rf"Página {number} de ?{len(pages)}\b", page), page[-120:]
        assert f"Radicado No. {SHOWN}" in page


def test_equal_letters_are_equal_bytes_also_from_other_threads() -> None:
    expected = render(letter())
    other = render(letter(subject="Otro asunto"))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _n: render(letter()), range(8)))
    assert all(result == expected for result in results)
    assert other != expected


def test_barcode_and_qr_carry_the_number() -> None:
    image = picture(render(letter()), scale=4)
    row_at = 98 * 4
    row = list(image.crop((0, row_at, (475 * 4), row_at + 1)).tobytes())
    assert code128_of(row) == NUMBER
    assert barcodes.QR_SIDE >= 20 / 25.4 * 72


def test_qr_modules_are_where_the_standard_puts_them() -> None:
    modules = barcodes._modules("PQR " + SHOWN)
    finder = [[r in (0, 6) or c in (0, 6) or (2 <= r <= 4 and 2 <= c <= 4) for c in range(7)] for r in range(7)]
    for top, left in ((0, 0), (0, len(modules) - 7), (len(modules) - 7, 0)):
        assert [list(modules[top + r][left : left + 7]) for r in range(7)] == finder


def test_all_fonts_are_embedded_and_the_file_is_tagged() -> None:
    pdf = render(letter())
    assert b"/StructTreeRoot" in pdf and b"/Marked true" in pdf and b"(es-CO)" in pdf
    assert b"pdfaid:part>2" in pdf or b"/OutputIntents" in pdf
    descriptors = re.findall(rb"/Type /FontDescriptor", pdf)
    assert len(descriptors) == len(re.findall(rb"/FontFile2 ", pdf)) >= 3
    assert b"Helvetica" not in pdf


def test_letter_paper_and_a4() -> None:
    for size in PageSize:
        with pdfium.PdfDocument(render(letter(page_size=size))) as document:
            assert document[0].get_size() == pytest.approx(size.points, abs=0.5)


def test_preview_has_two_holes_and_nothing_that_looks_signed() -> None:
    text = " ".join(texts(preview(letter())))
    assert "Radicado de salida, fecha y código de barras" in text and "Estampa de firma" in text
    assert SHOWN not in text and NUMBER not in text and "Verificación" not in text
    assert "21 de noviembre" not in text


def test_preview_needs_no_number() -> None:
    assert texts(preview(letter(filing_number="", filed_at=None, claims=())))


@pytest.mark.parametrize(
    "changes",
    [
        {"filing_number": ""},
        {"filed_at": None},
        {"claims": ()},
        {"claims": (ClaimAnswer("Giro", "", "<p>Sí.</p>"),)},
        {"claims": (ClaimAnswer("Giro", "explica", "<p> <br/></p>"),)},
        {"subject": "  "},
        {"signatory": Signatory("", "", "")},
        {"addressee": Addressee("", ("x",), "y")},
        {"addressee": Addressee("x", (), "")},
    ],
)
def test_an_incomplete_letter_is_refused_in_spanish(changes: dict[str, object]) -> None:
    with pytest.raises(LetterIncomplete) as refusal:
        render(letter(**changes))
    assert "carta" in refusal.value.user_message and refusal.value.user_message.endswith(".")


def test_the_claim_without_answer_is_named() -> None:
    with pytest.raises(LetterIncomplete) as refusal:
        render(letter(claims=(ClaimAnswer("Vivienda", "explica", ""),)))
    assert "«Vivienda» no tiene respuesta" in refusal.value.user_message


def test_a_bad_number_is_refused() -> None:
    with pytest.raises(BadFilingNumber):
        render(letter(filing_number="123"))


def test_verification_code_changes_with_any_text_and_is_printed() -> None:
    one = letter()
    code = verification_code(one)
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code)
    assert code in " ".join(texts(render(one)))
    changed = ClaimAnswer("Reprogramación del giro", "niega", "<p>No.</p>")
    assert verification_code(letter(claims=(changed,))) != code
    assert verification_code(letter(filed_at=datetime(2026, 11, 22, tzinfo=one.filed_at.tzinfo))) != code


HOSTILE = (
    '<img src="/etc/passwd" width="10" height="10"/>', '<a href="javascript:app.alert(1)">x</a>',
    '<onDraw name="x" label="y"/>', "<font color=\"rgb(__import__('os'))\">x</font>", "a\x00b\x1bc",
    "factura\u202egpj.exe", "a\ud800b", "<b>" * 3000 + "x" + "</b>" * 3000, "a" * 20_000, "{{ config }} {% x %}",
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>', "<para>x</para>", "</p></div>&#0;&#x110000;",
    "<table><tr>" + "<td>x</td>" * 500 + "</tr></table>", "<ul>" * 200 + "<li>x", "<script>alert(1)</script>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text_everywhere(text: str) -> None:
    short = text[:900]
    pdf = render(
        letter(
            claims=(ClaimAnswer(short, "explica", text + "<p>.</p>", short),), subject=short,
            addressee=Addressee(short, (short,), short),
            prepared_by=short, topic=short, signatory=Signatory(short, short, short),
        )
    )  # fmt: skip
    page = " ".join(texts(pdf))
    assert "root:" not in page
    assert not re.search(rb"/(URI|JS|JavaScript|Launch|OpenAction)\s*[(<\[]", pdf)


def test_glyphs_that_would_print_as_boxes_are_named() -> None:
    assert missing_glyphs("María Ñáñez ʉ ẽ 😀") == {"😀"}


def test_the_signature_is_never_alone_on_a_page() -> None:
    for count in range(20, 60):
        body = "<p>Línea de texto corta.</p>" * count
        pages = texts(render(letter(claims=(ClaimAnswer("Uno", "explica", body),), attachments=(), copies=())))
        last = next(page for page in pages if "Cordialmente" in page)
        assert "Si tiene dudas" in last
        assert "Beatriz Elena" in last


def test_metadata_names_no_person() -> None:
    pdf = render(letter())
    with pdfium.PdfDocument(io.BytesIO(pdf)) as document:
        meta = document.get_metadata_dict()
    assert "Ñáñez" not in "".join(meta.values())
    assert meta["Title"] == f"Respuesta {SHOWN}"
