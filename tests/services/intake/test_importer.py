"""A folder into the database: once, whatever happens; in = imported + rejected with its reason."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from app import clock
from app.errors import Busy
from app.services.database import Database
from app.services.intake.folder import read_folder
from app.services.intake.importer import Defaults, Importer, safe_label
from app.services.perform import Performer
from tests.support.intake import file

TODAY = clock.today()
HEADER = "archivo;radicado;fecha;remitente;tipo documento;documento;municipio;departamento;canal;clase;asunto\n"


def _number(index):
    return f"{TODAY.year}711{700_000 + index}2"


def _scan(folder: Path, name: str, shade: int) -> None:
    kind = {"png": "PNG", "tif": "TIFF", "jpg": "JPEG"}[name.rsplit(".")[-1]]
    target = io.BytesIO()
    Image.new("L", (85, 110), shade).save(target, format=kind)
    (folder / name).write_bytes(target.getvalue())


def _folder(tmp_path: Path, count: int = 6) -> Path:
    for index in range(count):
        _scan(tmp_path, f"{_number(index)}.{('png', 'tif', 'jpg')[index % 3]}", 5 + index * 3)
    return tmp_path


def _plan(folder: Path, index: Path | None = None):
    return read_folder(folder, index, today=TODAY)


@pytest.fixture
def importer(engine_as, staff):
    database = Database(engine_as(staff["records"].login))
    return Importer(database, Performer(database), staff["records"].person_id)


def _count(admin):
    return admin.execute(
        "SELECT (SELECT count(*) FROM pqr.petition), (SELECT count(*) FROM pqr.document WHERE case_id IS NOT NULL),"
        " (SELECT count(*) FROM pqr.intake_item), (SELECT count(*) FROM pqr_audit.case_event)"
    ).fetchone()


def test_images_become_petitions_with_their_document(sql_as, importer, tmp_path):
    told = []
    report = importer.run(_plan(_folder(tmp_path)), Defaults(received_on=TODAY), progress=lambda *how: told.append(how))
    assert (report.received, report.imported, report.rejected, report.closed) == (6, 6, 0, True)
    assert told[0][:2] == (0, 6) and told[-1][:2] == (6, 6)
    rows = (
        sql_as("postgres")
        .execute(
            "SELECT p.filing_number, p.source, d.mime, d.state, d.case_id = p.case_id, t.full_name FROM pqr.petition p"
            " JOIN pqr.document d USING (document_id) JOIN pqr.petitioner t ON t.case_id = p.case_id ORDER BY 1"
        )
        .fetchall()
    )
    assert rows == [(_number(n), "folder", "application/pdf", "ready", True, None) for n in range(6)]


def test_the_same_folder_again_changes_nothing(sql_as, importer, tmp_path):
    folder = _folder(tmp_path)
    first = importer.run(_plan(folder), Defaults(received_on=TODAY))
    before = _count(sql_as("postgres"))
    again = importer.run(_plan(folder), Defaults(received_on=TODAY))
    assert _count(sql_as("postgres")) == before
    assert again.unchanged and again.items == first.items


def test_what_was_there_is_named_and_not_imported_again(sql_as, importer, tmp_path):
    folder = _folder(tmp_path, 3)
    importer.run(_plan(folder), Defaults(received_on=TODAY))
    # The same content under another number, a number that is taken with another content, and a new one.
    (folder / f"{_number(0)}.png").rename(folder / f"{_number(50)}.png")
    _scan(folder, f"{_number(1)}.tif", 99)
    _scan(folder, f"{_number(60)}.png", 120)
    report = importer.run(_plan(folder), Defaults(received_on=TODAY))
    assert (report.received, report.imported, report.closed) == (4, 1, True)
    codes = {item.file: (item.code, item.sentence) for item in report.items if not item.imported}
    assert codes[f"{_number(50)}.png"][0] == "already_imported"
    assert codes[f"{_number(1)}.tif"][0] == "filing_number_taken"
    shown = f"{TODAY.year}-711-700000-2"
    assert shown in codes[f"{_number(50)}.png"][1]
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (4,)


def test_a_number_registered_by_hand_is_not_imported(sql_as, importer, tmp_path):
    _scan(tmp_path, f"{_number(5)}.png", 10)
    _case, answer = file(sql_as("records"), filing_number=_number(5), received_at=clock.now())
    assert answer["status"] == "applied"
    report = importer.run(_plan(tmp_path), Defaults(received_on=TODAY))
    assert [item.code for item in report.items] == ["filing_number_taken"]


def test_bad_files_and_rows_are_refused_by_name_and_the_rest_goes_on(sql_as, importer, tmp_path):
    folder = tmp_path / "lote"
    folder.mkdir()
    for n in range(4):
        _scan(folder, f"esc{n}.png", 10 + n)
    (folder / "roto.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "vacio.pdf").write_bytes(b"")
    day = f"{TODAY:%d/%m/%Y}"
    index = folder / "indice.csv"
    index.write_bytes(
        (
            HEADER
            + f"esc0.png;{_number(20)};{day};Ana Ñáñez;CC;1.020.304;Medellín;Antioquia;Correo electrónico;Queja;Pide\n"
            + f"esc1.png;{_number(21)};{day};;;;;;;;Sin firma\n"
            + f"esc2.png;{_number(22)};{day};Beto Ruiz;XX;123456;;;;Petición;Pide\n"
            + f"esc3.png;{_number(23)};{day};Caro Paz;CC;654321;;;;Tutela;Pide\n"
            + f"roto.pdf;{_number(24)};{day};Dina Gil;CC;777888;;;;;Pide\n"
            + f"vacio.pdf;{_number(25)};{day};Elio Rey;CC;888999;;;;;Pide\n"
        ).encode("cp1252")
    )
    report = importer.run(_plan(folder, index), Defaults(received_on=TODAY))
    assert report.received == report.imported + report.rejected == 6
    codes = {item.file: item.code for item in report.items if not item.imported}
    assert codes == {
        "esc2.png": "document_type",
        "esc3.png": "typed_term",
        "roto.pdf": codes["roto.pdf"],
        "vacio.pdf": "empty",
    }
    admin = sql_as("postgres")
    row = admin.execute(
        "SELECT t.full_name, t.document_number, t.municipality_code, p.channel, p.class_key, p.received_on"
        " FROM pqr.petition p JOIN pqr.petitioner t USING (case_id) WHERE p.filing_number = %s",
        [_number(20)],
    ).fetchone()
    assert row == ("Ana Ñáñez", "1020304", "05001", "email", "complaint", TODAY)
    row = admin.execute("SELECT is_anonymous FROM pqr.petition WHERE filing_number = %s", [_number(21)]).fetchone()
    assert row == (True,)


def test_cancelled_it_stops_between_files_and_goes_on_later(sql_as, importer, tmp_path):
    folder = _folder(tmp_path)
    asked = Counter()

    def cancelled():
        asked["times"] += 1
        return sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone()[0] >= 2

    report = importer.run(_plan(folder), Defaults(received_on=TODAY), cancelled=cancelled)
    assert not report.closed and 2 <= report.imported < 6 and asked["times"]
    report = importer.run(_plan(folder), Defaults(received_on=TODAY))
    assert (report.imported, report.closed, report.unchanged) == (6, True, False)


_CHILD = """
import sys
from pathlib import Path
from app import clock
from app.models import connection
from app.services.database import Database
from app.services.intake.folder import read_folder
from app.services.intake.importer import Defaults, Importer
from app.services.perform import Performer

folder, host, port, name, login, password, person = sys.argv[1:]
database = Database(connection.engine(connection.Target(host, int(port), name), login, password))
plan = read_folder(Path(folder), today=clock.today())
def say(done, total, words):
    print(done, flush=True)
Importer(database, Performer(database), int(person)).run(plan, Defaults(received_on=clock.today()), progress=say)
"""


def test_killed_in_the_middle_it_goes_on_and_imports_each_file_once(
    sql_as, importer, tmp_path, server, database, staff
):
    from tests.people import PASSWORD

    folder = _folder(tmp_path, 9)
    target, records = server.target(database), staff["records"]
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), target.host, str(target.port), target.database, records.login,
         PASSWORD, str(records.person_id)],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) >= 3:
            child.send_signal(signal.SIGKILL)
            break
    child.wait(30)
    child.stdout.close()
    done = sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone()[0]
    assert 3 <= done < 9
    report = importer.run(_plan(folder), Defaults(received_on=TODAY))
    assert (report.received, report.imported, report.rejected, report.closed) == (9, 9, 0, True)
    rows = sql_as("postgres").execute("SELECT count(*), count(DISTINCT filing_number) FROM pqr.petition").fetchone()
    assert rows == (9, 9)
    assert sql_as("postgres").execute("SELECT received, imported, rejected FROM pqr.intake_batch").fetchall() == [
        (9, 9, 0)
    ]


def test_a_cut_in_the_network_loses_nothing(sql_as, engine_as, staff, tmp_path):
    class Cut(Performer):
        """A performer whose fourth answer gets lost after the server has applied it."""

        calls = 0

        def perform(self, command):
            result = super().perform(command)
            Cut.calls += 1
            if Cut.calls == 4:
                raise Busy("answer lost")
            return result

    database = Database(engine_as(staff["records"].login))
    folder = _folder(tmp_path)
    importer = Importer(database, Cut(database), staff["records"].person_id)
    report = importer.run(_plan(folder), Defaults(received_on=TODAY))
    assert (report.imported, report.closed) == (6, True)
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (6,)


def test_nobody_else_loads(engine_as, staff, tmp_path):
    from app.errors import Refused

    plan = _plan(_folder(tmp_path, 1))
    for who in ("agent", "lead", "assigner"):
        database = Database(engine_as(staff[who].login))
        with pytest.raises(Refused):
            Importer(database, Performer(database), staff[who].person_id).run(plan, Defaults(received_on=TODAY))


def test_the_other_file_of_a_repeated_one_is_named_here_and_not_in_the_database(importer, sql_as, tmp_path):
    _scan(tmp_path, "Rosa Prueba.png", 40)
    _scan(tmp_path, "Rosa Prueba otra vez.png", 40)
    report = importer.run(_plan(tmp_path), Defaults(received_on=TODAY))
    assert any("«Rosa Prueba otra vez.png»" in item.sentence or "«Rosa Prueba.png»" in item.sentence
               for item in report.items)  # fmt: skip
    kept = sql_as("postgres").execute("SELECT string_agg(i::text, ' ') FROM pqr.intake_item i").fetchone()[0]
    assert "same_file" in kept and "Rosa" not in kept


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("20267117000002.pdf", "20267117000002.pdf"),
        ("esc 12.tif", "esc 12.tif"),
        ("Petición de Rosa Pérez.pdf", "archivo-007.pdf"),
        ("rosa perez 123.PDF", "archivo-007.pdf"),
    ],
)
def test_names_of_people_stay_out_of_the_database(name, label):
    assert safe_label(name, 7) == label
