"""PDF/A-2a and PDF/UA-1: what the tools reachable here check, and the rules that none of them looks at."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pdf_oxide
import pypdfium2 as pdfium
import pytest

from app.services.documents import fonts, hyphens, signature_image, stamp
from app.services.documents.letter import ClaimAnswer, Decision, Letter, PageSize, Signatory, preview, render
from tests.services.documents.letters import NUMBER, SHOWN, letter
from tests.services.documents.tagged_reading import Tagged, items, read_page

_BODY = (
    (
        "<h2>Lo que verificamos</h2><p>Usted <b>pidió</b> <i>la</i> <u>ayuda</u> humanitaria correspondiente.</p>"
        "<ul><li>Uno</li><li>Dos<ol><li>Primero</li></ol></li></ul><blockquote>Una cita</blockquote>"
        "<table><tr><th>Concepto</th><th>Valor</th></tr><tr><td>Giro</td><td>$ 1.085.000</td></tr></table>"
    )
    + "<p>"
    + "Reconocimiento correspondiente administrativamente improcedente. " * 30
    + "</p>"
)


def _full(**changes: Any) -> Letter:
    """A letter with every kind of thing a letter can hold, on more than one page."""
    claims = (
        ClaimAnswer("Atención humanitaria", Decision.GRANTS, _BODY * 3, "RUV, 19/11/2026", "quiero la ayuda",
                    "Resolución 1645 de 2019, artículo 12"),
        ClaimAnswer("Vivienda", "traslada", "<p>Se trasladó.</p>"),
    )  # fmt: skip
    return letter(claims=claims, **changes)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The full letter, rendered once."""
    return render(_full())


@pytest.fixture(scope="module")
def tagged(pdf: bytes) -> Tagged:
    """The same, read back."""
    return Tagged(pdf)


def _stamped() -> bytes:
    return stamp.stamp(render(_full()), signature_image.invent("Directora Inventada"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: render(_full()), lambda: render(letter()), _stamped, lambda: render(_full(page_size=PageSize.A4)),
        lambda: render(_full(co_signatory=Signatory("Otro Director Inventado", "Director", "Resolución 1 de 2026"))),
        lambda: render(_full(subject="Trámite <de> «Ñuñoa» & otros", city="Güicán")), lambda: preview(_full()),
    ],
    ids=["full", "short", "stamped", "a4", "two signers", "odd signs", "preview"],
)  # fmt: skip
def test_the_library_validator_finds_nothing(make: Any, tmp_path: Path) -> None:
    file = tmp_path / "carta.pdf"
    file.write_bytes(make())
    document = pdf_oxide.PdfDocument(str(file))
    for found in (document.validate_pdf_a("2a"), document.validate_pdf_ua()):
        assert found["valid"] and not found["errors"], found


def test_everything_painted_is_content_or_decoration(tagged: Tagged) -> None:
    for number, page in enumerate(tagged.pages):
        assert page.unmarked == [] and page.depth_left == 0
        assert page.mcids == list(range(len(page.mcids))), "numbers in order, each once"
        for mcid in page.mcids:
            assert tagged.owners[number, mcid].tag == page.tags[mcid]
    assert len(tagged.owners) == sum(len(page.mcids) for page in tagged.pages)


def test_the_parent_tree_agrees_with_the_elements(tagged: Tagged) -> None:
    numbers = tagged.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
    for index, entry in enumerate(tagged.page_entries):
        assert entry["/Tabs"] == "/S"
        owners = parents[int(entry["/StructParents"])]
        assert [str(owner["/S"])[1:] for owner in items(owners)] == [
            tagged.pages[index].tags[mcid] for mcid in tagged.pages[index].mcids
        ]


def test_headings_go_down_one_by_one_and_lists_and_tables_are_well_made(tagged: Tagged) -> None:
    levels = [int(node.tag[1]) for node in tagged.root.walk() if re.fullmatch(r"H\d", node.tag)]
    assert levels[0] == 1 and levels.count(1) == 1 and {2, 3} <= set(levels)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    wanted = {"L": {"LI", "L"}, "LI": {"LBody"}, "Table": {"TR"}, "TR": {"TH", "TD"}}
    for node in tagged.root.walk():
        if node.tag in wanted:
            assert {child.tag for child in node.children} <= wanted[node.tag] and node.children
        if node.tag == "TH":
            assert node.entry["/A"]["/Scope"] == "/Column"


def test_every_figure_says_what_it_is_and_where(tagged: Tagged) -> None:
    figures = [node for node in tagged.root.walk() if node.tag == "Figure"]
    assert [str(node.entry["/Alt"])[:14] for node in figures] == ["Código de barr", "Código QR de v", "Firma de Beatr"]
    for node in figures:
        left, low, right, high = (float(value) for value in node.entry["/A"]["/BBox"])
        assert 0 <= left < right <= 612 and 0 <= low < high <= 792


def test_it_is_read_in_the_order_in_which_it_is_written(tagged: Tagged) -> None:
    said = [f"{tag} {text}".replace("\u00a0", " ") for tag, text in tagged.reading()]
    order = [
        "P Al contestar por favor cite", "P Bogotá D. C., 21 de noviembre", "P Señor(a)", "P MARÍA JOSÉ ÑÁÑEZ GÜIZA",
        "P Calle 26", "P Quibdó, Chocó", "H1 Asunto:", "P Código LEX: 7714205", "P Respetado(a)", "P En atención",
        "H2 1. Atención humanitaria", "P Usted pidió: «quiero la ayuda»", "P Decisión: Se concede. Fuente: RUV",
        "H3 Lo que verificamos", "LBody •Uno", "LBody •Dos", "LBody 1.Primero", "TH Concepto", "TH Valor", "TD Giro",
        "P Norma aplicada: Resolución 1645 de 2019, artículo 12.", "H2 2. Vivienda", "P Si tiene dudas",
        "P Cordialmente,", "P Beatriz Elena", "P Directora", "P Resolución 01187", "P Anexos: copia del traslado",
        "P Copia: Ministerio", "P Proyectó: P. Mejía", "P Revisó: L. Muñetón",
    ]  # fmt: skip
    at = 0
    for wanted in order:
        at = next((n for n in range(at, len(said)) if said[n].startswith(wanted)), -1) + 1
        assert at > 0, f"«{wanted}» is missing or out of order"


def test_an_added_hyphen_is_a_soft_one_and_a_written_one_stays(tagged: Tagged) -> None:
    text = "".join(text for _tag, text in tagged.reading())
    assert text.count("\u00ad") >= 3
    whole = text.replace("\u00ad", "").replace(" ", "")
    assert "Reconocimientocorrespondienteadministrativamenteimprocedente" in whole
    kept = Tagged(render(letter(claims=(ClaimAnswer("Uno", "explica", "<p>auto-corrección y ex-director</p>"),))))
    assert "auto-corrección y ex-director" in "".join(text for _tag, text in kept.reading())


def test_words_break_where_spanish_lets_them_and_names_do_not() -> None:
    assert [head for head, _tail in hyphens.pairs("indemnización")] == ["indemniza", "indemni", "indem", "in"]
    assert hyphens.pairs("Sibundoy") == () == hyphens.pairs("INDEMNIZACIÓN") == hyphens.pairs("a" * 41)


_WORDS = (
    "reconocimiento", "correspondiente", "administrativamente", "de", "la", "auto-corrección", "(indemnización)",
    "«reparación»;", "ex-director", "https://www.unidadvictimas.gov.co/es/atencion-y-servicios/indemnizacion",
    "20267201806524", "desplazamiento-forzado,",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_no_letter_of_any_text_is_lost_where_lines_and_pages_break(seed: int) -> None:
    rng = random.Random(seed)
    words = [[rng.choice(_WORDS) for _ in range(rng.randint(5, 150))] for _ in range(rng.randint(6, 16))]
    marked = [" ".join(f"<b>{w}</b>" if rng.random() < 0.1 * (seed % 2) else w for w in each) for each in words]
    body = "".join(f"<p>{each}</p>" if rng.random() < 0.8 else f"<blockquote>{each}</blockquote>" for each in marked)
    read = "".join(text for _tag, text in Tagged(render(letter(claims=(ClaimAnswer("x", "explica", body),)))).reading())
    assert "".join(map("".join, words)) in read.replace("\u00ad", "").replace(" ", "")


def test_metadata_twice_and_equal(pdf: bytes, tagged: Tagged) -> None:
    tree = ElementTree.fromstring(tagged.catalog["/Metadata"].data.strip())
    info = tagged.reader.trailer["/Info"]

    def said(path: str) -> str:
        spaces = {"dc": "http://purl.org/dc/elements/1.1/", "pdf": "http://ns.adobe.com/pdf/1.3/",
                  "xmp": "http://ns.adobe.com/xap/1.0/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                  "a": "http://www.aiim.org/pdfa/ns/id/", "u": "http://www.aiim.org/pdfua/ns/id/"}  # fmt: skip
        [found] = tree.findall(f".//{path}", spaces)
        return str(found.text)

    assert (said("a:part"), said("a:conformance"), said("u:part")) == ("2", "A", "1")
    assert said("dc:title/rdf:Alt/rdf:li") == str(info["/Title"]) == f"Respuesta {SHOWN}"
    assert said("dc:creator/rdf:Seq/rdf:li") == str(info["/Author"])
    assert said("dc:description/rdf:Alt/rdf:li") == str(info["/Subject"])
    assert said("pdf:Keywords") == str(info["/Keywords"]) and said("pdf:Producer") == str(info["/Producer"])
    assert said("xmp:CreatorTool") == str(info["/Creator"])
    assert said("xmp:CreateDate") == said("xmp:ModifyDate") == "2026-11-21T10:05:00-05:00"
    assert str(info["/CreationDate"]) == str(info["/ModDate"]) == "D:20261121100500-05'00'"


def test_what_the_standards_ask_of_the_file(pdf: bytes, tagged: Tagged) -> None:
    catalog = tagged.catalog
    assert catalog["/Lang"] == "es-CO" and catalog["/MarkInfo"]["/Marked"] is not None
    assert str(catalog["/MarkInfo"]["/Marked"]).lower() == "true"
    assert str(catalog["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"
    [intent] = items(catalog["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1" and int(intent["/DestOutputProfile"]["/N"]) == 3
    assert intent["/DestOutputProfile"].data[36:40] == b"acsp"
    assert "/ID" in tagged.reader.trailer and "/Encrypt" not in tagged.reader.trailer
    for forbidden in (b"/JavaScript", b"/JS ", b"/OpenAction", b"/AA ", b"/EmbeddedFile", b"LZWDecode", b"/SMask",
                      b"/Helvetica", b"/Launch", b"/NeedAppearances"):  # fmt: skip
        assert forbidden not in pdf
    assert not re.search(rb"[^\n\r]endstream", pdf), "an end of line before every endstream"
    assert re.match(rb"%PDF-1\.7\r?\n%[\x80-\xff]{4}", pdf)


def test_every_font_is_embedded_in_part_and_maps_to_text(tagged: Tagged) -> None:
    found = tagged.fonts()
    assert len(found) >= 3
    for font in found:
        assert re.fullmatch(r"/[A-Z]{6}\+\S+", str(font["/BaseFont"])), font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font


#: Letters of the names of Colombia's indigenous peoples and languages, and what comes with them in texts.
_PEOPLES = (
    "Nʉpʉ Ẽbẽra Wayuu Ĩa Õkã Ũmũ Ỹỹ G̃ ñ ü ë ã ẽ ĩ õ ũ ỹ ɨ ʉ ə ŋ ʼ ’ ‘ ꞌ Kankuamo Kogui Küme Paĩ Wounaan Tʉlʉ Nasa Yuwe"
    " Üüs Çxhab Wala Thë’ Wala Sek Buy Namtrik Misak Piurek Ɨsɨkwa Ṽ Gʉnadule Iku Jiw Ñihamwo"
)


def test_the_names_of_the_indigenous_peoples_can_be_printed() -> None:
    assert fonts.missing_glyphs(_PEOPLES) == set()
    for word in _PEOPLES.split():
        body = f"<p>{word} <b>{word}</b> <i>{word}</i> <b><i>{word}</i></b></p>"
        read = Tagged(render(letter(claims=(ClaimAnswer(word, "explica", body),))))
        assert sum(text.count(word) for _tag, text in read.reading()) >= 5, word


def test_a_mark_stands_over_its_letter_and_the_next_one_beside_it() -> None:
    body = "<p>g\u0303m <b>\u0268\u0303m</b> G\u0303m <i>\u0289\u0303m</i></p>"
    with pdfium.PdfDocument(render(letter(claims=(ClaimAnswer("Uno", "explica", body),)))) as document:
        text = document[0].get_textpage()
        read = pdfium.raw.FPDFText_GetUnicode
        # The reader sorts lifted marks in its own way, so they are paired by place.
        placed = [(chr(read(text.raw, n)), text.get_charbox(n)) for n in range(text.count_chars())]
        line = [(char, box) for char, box in placed if 396 < box[1] < 412]
    marks = [box for char, box in line if char == "\u0303"]
    letters = [box for char, box in line if char in "g\u0268G\u0289"]
    others = [box for char, box in line if char == "m"]
    assert len(marks) == len(letters) == len(others) == 4
    for mark, under, beside in zip(*(sorted(boxes) for boxes in (marks, letters, others)), strict=True):
        assert (under[0] + under[2]) / 2 == pytest.approx((mark[0] + mark[2]) / 2, abs=0.7)
        assert mark[1] > under[3] - 1.0 and beside[0] > under[2] - 0.3


def _run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.tools
def test_the_tools_that_others_use_agree(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "carta.pdf"
    file.write_bytes(pdf)
    assert "No syntax or stream encoding errors" in _run("qpdf", "--check", str(file))
    rows = [line.split() for line in _run("pdffonts", str(file)).splitlines()[2:]]
    assert rows and all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows
    info = _run("pdfinfo", str(file))
    assert re.search(r"Tagged: +yes", info) and re.search(r"PDF version: +1\.7", info) and SHOWN in info
    text = re.sub(r"\s+", " ", _run("pdftotext", str(file), "-"))
    for words in ("MARÍA JOSÉ ÑÁÑEZ GÜIZA", "Código LEX: 7714205", "Lo que verificamos", "Beatriz Elena Sanín Ossa"):
        assert words in text.replace("\u00a0", " ")


@pytest.mark.tools
def test_both_codes_are_read_from_a_scan_of_150_dpi(pdf: bytes, tmp_path: Path) -> None:
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        page.render(scale=150 / 72, grayscale=True).to_pil().convert("L").save(tmp_path / "p.png")
        page.close()
    read = _run("zbarimg", "-q", str(tmp_path / "p.png")).splitlines()
    assert f"CODE-128:{NUMBER}" in read
    [code] = [line for line in read if line.startswith("QR-Code:")]
    assert SHOWN in code and re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code)


def test_a_broken_letter_is_seen_by_these_tests(tagged: Tagged) -> None:
    """The reader must be able to fail: text painted outside its element is found."""

    class Stream:
        data = re.sub(
            rb"/P <</MCID 3>> BDC(.*?)EMC", rb"\1", tagged.page_entries[0]["/Contents"].data, count=1, flags=re.S
        )

    assert read_page({"/Resources": tagged.page_entries[0]["/Resources"], "/Contents": Stream}).unmarked
