"""After a day without a network, and a death without farewell, nothing personal lies on the disk in plain text."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

from reportlab.pdfgen import canvas

from app.models import embedded
from app.services.database import Database
from app.services.stored_documents import store
from tests.people import PASSWORD, STAFF
from tests.source import ROOT
from tests.support.petitions import stand_petition

NAME, DOCUMENT = "Hermenegilda Quitapesares", "1098765432"
SENTENCE = "Vive donde su comadre Zoraida"


def petition() -> bytes:
    """Her petition, as a PDF that says her name in its bytes."""
    out = io.BytesIO()
    made = canvas.Canvas(out, pageCompression=0)
    for _page in range(3):
        made.drawString(80, 700, f"{NAME} pide su giro")
        made.showPage()
    made.save()
    return out.getvalue()


def leaks(folder: Path) -> tuple[list[str], int]:
    """Files that hold a planted word in any of the ways programs write text, and how many were looked at."""
    words = [word for text in (NAME, DOCUMENT, SENTENCE) for word in (text, text.split()[0], text.split()[-1])]
    signs = {word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")}
    files = [file for file in folder.rglob("*") if file.is_file()]
    found = [
        str(file)
        for file in files
        if any(sign in file.read_bytes() or sign in os.fsencode(file.name) for sign in signs)
    ]
    return found, len(files)


def at_home(home: Path) -> dict[str, str]:
    """The environment of a person who has nothing but that folder."""
    places = {"HOME": home, "USERPROFILE": home, "TMPDIR": home / "tmp", "TEMP": home / "tmp", "TMP": home / "tmp"}
    places |= {name: home / name.lower() for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    here = os.environ | {name: str(folder) for name, folder in places.items()}
    here |= {"PQR_DATA_DIR": str(home / "data"), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    here.pop("PYTHON_KEYRING_BACKEND", None)
    return here


def test_a_day_without_a_network_leaves_nothing_in_plain_text(
    sql_as, engine_as, server: embedded.Server, database: str, tmp_path: Path
) -> None:
    admin, document = sql_as("postgres"), uuid.uuid4()
    records = Database(engine_as(STAFF["records"].login))
    store(records, document, petition(), case_id=None, kind="petition", label="peticion.pdf")
    case = stand_petition(admin, "check_image", name=NAME, document_id=document)
    admin.execute("UPDATE pqr.document SET case_id = %s WHERE document_id = %s", [case, document])
    admin.execute("UPDATE pqr.petitioner SET document_number = %s WHERE case_id = %s", [DOCUMENT, case])
    order = {
        "port": server.port,
        "database": database,
        "login": STAFF["agent"].login,
        "password": PASSWORD,
        "document": DOCUMENT,
        "sentence": SENTENCE,
    }
    home = tmp_path / "home"
    for name in ("", "tmp", "data"):
        (home / name).mkdir(exist_ok=True)
    (tmp_path / "order.json").write_text(json.dumps(order), "utf-8")
    program = [sys.executable, str(Path(__file__).with_name("offline_day.py")), str(tmp_path / "order.json")]
    died = subprocess.run(program, env=at_home(home), cwd=home, capture_output=True, text=True, timeout=240)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert json.loads(died.stdout.splitlines()[-1]) == {"seen": NAME, "unsent": [1, 0], "ready": 1}
    found, looked_at = leaks(home)
    assert not found
    written = {file.name.rpartition(".")[2] for file in home.rglob("*") if file.is_file()}
    assert looked_at >= 5 and {"db", "db-wal", "log"} <= written
    # Another user of this computer does not even see the files' names.
    assert not any((home / "data" / name).stat().st_mode & 0o077 for name in ("local", "logs"))
    # And what a person sees in a terminal, which may be kept by whoever started the program.
    assert not any(word in died.stderr for word in (NAME, DOCUMENT, SENTENCE))
    # The search itself can fail: a temporary file that somebody forgot.
    (home / "tmp" / "forgotten").write_text(f"borrador de {NAME}", "utf-16")
    assert leaks(home)[0] == [str(home / "tmp" / "forgotten")]
