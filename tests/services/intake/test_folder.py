"""A folder of scans and its index: every file and row accounted for once, each refusal with its row and sentence."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from app.services.intake.check_scan import CheckCancelled
from app.services.intake.folder import BadFolder, IntakePlan, find_index, read_folder
from app.services.intake.index_file import BadIndex, read_index
from app.services.intake.intake_row import parse_date

TODAY = date(2026, 11, 21)
HEADER = "Archivo;Número de Radicado;FECHA de radicación;Remitente;Tipo documento;Cédula;Municipio;Canal;Clase;Asunto\n"


def _number(index: int) -> str:
    return f"2026711{500_000 + index}2"


def _scan(folder: Path, name: str, shade: int) -> Path:
    path = folder / name
    kind = "PNG" if name.lower().endswith("png") else "TIFF" if name.lower().endswith("tif") else "JPEG"
    target = io.BytesIO()
    Image.new("L", (85, 110), shade).save(target, format=kind)
    path.write_bytes(target.getvalue())
    return path


def _row(name: str, number: str, day: str = "30/10/2026", who: str = "María Ñáñez") -> str:
    return f"{name};{number};{day};{who};C.C.;25.673.587;Caucasia;Escrito;Petición;Atención humanitaria\n"


def _whole(plan: IntakePlan) -> IntakePlan:
    assert plan.seen == len(plan.accepted) + len(plan.rejected)
    assert all(rejection.sentence.endswith(".") and rejection.code for rejection in plan.rejected)
    return plan


def _codes(plan: IntakePlan) -> list[tuple[str, int | None, str]]:
    return [(rejection.file, rejection.row, rejection.code) for rejection in _whole(plan).rejected]


def test_folder_with_index(tmp_path: Path) -> None:
    for number in range(4):
        _scan(tmp_path, f"Escaneo {number}.png", 40 * number)
    index = tmp_path / "índice.csv"
    rows = "".join(_row(f"escaneo {number}.PNG", _number(number)) for number in range(4))
    index.write_text(HEADER + rows, encoding="utf-8-sig")
    calls: list[tuple[int, int]] = []
    plan = _whole(read_folder(tmp_path, index, today=TODAY, progress=lambda *a: calls.append(a)))
    assert plan.seen == 4 and not plan.rejected and plan.encoding == "utf-8"
    item = plan.accepted[0]
    assert (item.file.name, item.row, item.kind, item.pages) == ("Escaneo 0.png", 2, "png", 1)
    details = item.details
    assert (details.filing_number, details.received_on) == (_number(0), date(2026, 10, 30))
    assert (details.sender, details.document_type, details.document_number) == ("María Ñáñez", "CC", "25673587")
    assert (details.municipality, details.channel, details.petition_class) == ("Caucasia", "Escrito", "Petición")
    assert calls == [(number, 4) for number in range(1, 5)]
    assert find_index(tmp_path) == index


def test_folder_without_index_reads_numbers_from_names(tmp_path: Path) -> None:
    _scan(tmp_path, "2026-711-500001-2.png", 1)
    _scan(tmp_path, "carta de la señora.jpg", 2)
    _scan(tmp_path, "20267115000011.tif", 3)
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    (tmp_path / "otra").mkdir()
    plan = read_folder(tmp_path, today=TODAY)
    assert {item.file.name: item.details.filing_number for item in plan.accepted} == {
        "2026-711-500001-2.png": "20267115000012",
        "carta de la señora.jpg": None,
    }
    assert _codes(plan) == [("20267115000011.tif", None, "filing_number"), ("otra", None, "not_a_file")]


#: A file's name, its number and day in the index, and the code with which its row is refused (none: taken).
BAD_ROWS = [
    ("a.png", 1, None, None),
    ("b.png", 1, None, "same_number"),
    ("c.png", 3, None, "same_file"),
    ("d.png", 4, None, "empty"),
    ("e.png", "123", None, "filing_number"),
    ("f.png", "2026-711-500006-1", None, "filing_number"),
    ("g.png", 7, "31/02/2026", "date"),
    ("h.png", 8, "22/11/2026", "date"),
    ("i.png", 9, "30/10/2025", "date_mismatch"),
    ("j.png", 10, "", "date"),
    ("k.png", "2,02672E+14", None, "digits_lost"),
    ("a.png", 12, None, "file_repeated"),
    ("nadie.png", 13, None, "file_missing"),
    ("../../etc/passwd", 14, None, "file_path"),
    ("", 15, None, "file_blank"),
]


def test_every_kind_of_bad_row_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    for shade, letter in enumerate("abcdefghijk"):
        _scan(tmp_path, f"{letter}.png", shade * 20)
    (tmp_path / "c.png").write_bytes((tmp_path / "a.png").read_bytes())
    (tmp_path / "d.png").write_bytes(b"")
    (tmp_path / "sobra.pdf").write_bytes(b"%PDF-1.4")
    index = tmp_path / "indice.csv"
    index.write_text(HEADER + "".join(map(_bad_row, BAD_ROWS)) + "\n", encoding="utf-8")
    plan = read_folder(tmp_path, index, today=TODAY)
    assert [item.file.name for item in plan.accepted] == ["a.png"]
    assert sorted(_codes(plan), key=lambda code: code[1] or 99) == [
        *((name or "(sin archivo)", row, code) for row, (name, _, _, code) in enumerate(BAD_ROWS, 2) if code),
        ("sobra.pdf", None, "not_in_index"),
    ]
    assert plan.seen == len(BAD_ROWS) + 1
    sentences = {rejection.file: rejection.sentence for rejection in plan.rejected}
    assert "«a.png»" in sentences["c.png"] and "Fila 8" in sentences["g.png"] and "31/02/2026" in sentences["g.png"]


def _bad_row(given: tuple[str, int | str, str | None, str | None]) -> str:
    name, number, day, _code = given
    cells = [name, _number(number) if isinstance(number, int) else number]
    return _row(*cells) if day is None else _row(*cells, day)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _scan(tmp_path, "fuera.png", 9)
    (tmp_path / "in" / "enlace.png").symlink_to(tmp_path / "fuera.png")
    assert _codes(read_folder(tmp_path / "in", today=TODAY)) == [("enlace.png", None, "not_a_file")]


def test_anonymous_petitions_are_accepted(tmp_path: Path) -> None:
    _scan(tmp_path, "a.png", 9)
    index = tmp_path / "i.csv"
    index.write_text(HEADER + _row("a.png", _number(1), who=""), encoding="utf-8")
    assert read_folder(tmp_path, index, today=TODAY).accepted[0].details.sender == ""


def test_cancelling(tmp_path: Path) -> None:
    _scan(tmp_path, "a.png", 9)
    with pytest.raises(CheckCancelled):
        read_folder(tmp_path, today=TODAY, cancelled=lambda: True)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFolder):
        read_folder(tmp_path / "nada", today=TODAY)
    with pytest.raises(BadFolder):
        find_index(tmp_path / "nada")


def _index(tmp_path: Path, data: bytes, name: str = "i.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = (HEADER + _row("ñandú.png", _number(1))).replace(";", delimiter)
    index = read_index(_index(tmp_path, text.encode(encoding)))
    assert index.encoding == encoding.removesuffix("-sig")
    assert index.rows[0].get("archivo") == "ñandú.png" and index.rows[0].get("remitente") == "María Ñáñez"
    assert set(index.columns) >= {"archivo", "radicado", "fecha", "remitente", "numero_documento"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "vac"),
        (b"\xef\xbb\xbf\n\n", "vac"),
        (b"archivo;fecha\na;b\n", "faltan las columnas «radicado», «remitente» en la fila 1"),
        (b"archivo;radicado;fecha\na;b;c\n", "falta la columna «remitente»"),
        ((HEADER + _row("a", "1")).encode() + b"b;\x81\x8d;x\n", "La fila 3"),
        ((HEADER + "a;\0;b\n").encode(), "La fila 2"),
        (b"PK\x03\x04 nada", "XLSX está dañado"),
        (b"\xd0\xcf\x11\xe0 nada", "Excel antiguo"),
    ],
)
def test_bad_indexes_say_where(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(BadIndex) as refusal:
        read_index(_index(tmp_path, data))
    assert sentence in refusal.value.user_message


def test_missing_index(tmp_path: Path) -> None:
    with pytest.raises(BadIndex):
        read_index(tmp_path / "nada.csv")


def test_quoted_lines_and_blank_rows_keep_the_row_numbers(tmp_path: Path) -> None:
    text = HEADER + '\n"a.png";"x";"f";"dos\nlíneas"\n\n' + _row("b.png", '="20267115000012"')
    rows = read_index(_index(tmp_path, text.encode())).rows
    assert [(row.number, row.get("archivo")) for row in rows] == [(3, "a.png"), (6, "b.png")]
    assert rows[0].get("remitente") == "dos líneas" and rows[1].get("radicado") == "20267115000012"


def test_a_row_with_too_many_cells_is_refused_alone(tmp_path: Path) -> None:
    text = HEADER + _row("a.png", _number(1)).strip() + ";uno más\n" + _row("b.png", _number(2))
    rows = read_index(_index(tmp_path, text.encode())).rows
    assert [row.code for row in rows] == ["row_columns", ""]


def _book(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["ARCHIVO", "Radicado", "Fecha", "Nombre completo", "Documento"])
    for row in rows:
        page.append(row)
    path = tmp_path / "indice.xlsx"
    book.save(path)
    return path


def test_spreadsheet_cells_become_text_without_loss(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        [
            ["a.png", 20267115000012, datetime(2026, 10, 30), "Ana", 25673587],
            ["b.png", 202671150000132, date(2026, 10, 30), "Ana", 25673587.0],
            ["c.png", "2026-711-500001-2", "30/10/2026", "Ana", "CC 1"],
            ["d.png", 20267115000012.5, None, None, None],
            ["e.png", 2026711500001322, None, None, None],
            ["f.png", "=A1&B1", None, None, None],
            ['=HYPERLINK("x")', "20267115000012", None, None, None],
            ["g.png", True, None, None, None],
            ["h.png", "2.02671E+13", None, None, None],
        ],
    )
    rows = read_index(path).rows
    assert [row.code for row in rows] == [
        "",
        "",
        "",
        "digits_lost",
        "digits_lost",
        "formula",
        "formula",
        "digits_lost",
        "digits_lost",
    ]
    assert [row.get("radicado") for row in rows[:3]] == ["20267115000012", "202671150000132", "2026-711-500001-2"]
    assert [row.get("fecha") for row in rows[:3]] == ["2026-10-30", "2026-10-30", "30/10/2026"]
    assert [row.get("numero_documento") for row in rows[:2]] == ["25673587", "25673587"]
    assert "Fila 7, columna «radicado»: es una fórmula" in rows[5].sentence


def test_a_workbook_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<row>" * 20_000_000)
    with pytest.raises(BadIndex) as refusal:
        read_index(path)
    assert "ataque" in refusal.value.user_message


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/10/2026", date(2026, 10, 30)),
        ("2026-10-30 09:41", date(2026, 10, 30)),
        ("2026-10-30T09:41:00", date(2026, 10, 30)),
        ("3/1/2026", date(2026, 1, 3)),
        ("30-10-26", None),
        ("30/10/26", date(2026, 10, 30)),
        ("46325", date(2026, 10, 30)),
        ("99999", None),
        ("ayer", None),
        ("", None),
        ("10/30/2026", None),
    ],
)
def test_dates_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_date(text) == day
