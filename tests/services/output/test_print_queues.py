"""The two print queues behind one protocol: real CUPS with its PDF printer, and the Windows spooler without Windows."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import barcodes
from app.services.documents.print_batch import BatchLetter, Separator, merge
from app.services.output import cups
from app.services.output.cups import Cups
from app.services.output.print_system import JobState, PrinterNotReady, trouble_of
from app.services.output.spooler import DPI, Picture, Spooler
from tests.support.waiting import wait_for

_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_CONF = """Listen {root}/cups.sock
DefaultAuthType None
WebInterface No
Browsing Off
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {root}/etc
RequestRoot {root}/spool
TempDir {root}/tmp
CacheDir {root}/cache
StateDir {root}/state
AccessLog {root}/access
ErrorLog {root}/error
PageLog {root}/page
SystemGroup root
"""


def carta(number: str, pages: int = 1) -> bytes:
    import io

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for page in range(pages):
        if not page:
            barcodes.code128(canvas, number, 100, 600, width=190, height=25)
        canvas.drawString(100, 500, f"Carta {number}, hoja {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def own_cups(tmp_path) -> Iterator[tuple[Cups, str]]:
    """A CUPS of our own on a private socket, with one PDF printer; and that socket."""
    programs = [shutil.which(name) for name in ("cupsd", "lpadmin", "lp", "zbarimg", "pdftoppm")]
    if not all(programs) or not _PPD.exists() or os.geteuid() != 0:
        pytest.skip("cupsd, cups-pdf (its backend runs as root), zbarimg or pdftoppm is not here")
    # The filters run as another user: the folder of pytest is closed to it.
    root = Path("/tmp") / f"pqr-cups-{uuid.uuid4().hex[:8]}"
    for name in ("etc/ppd", "spool", "tmp", "cache", "state"):
        (root / name).mkdir(parents=True)
    root.chmod(0o755)
    (root / "tmp").chmod(0o1777)
    for name, words in (("cupsd.conf", _CONF), ("cups-files.conf", _FILES)):
        (root / name).write_text(words.format(root=root), encoding="utf-8")
    arguments = ["-f", "-c", str(root / "cupsd.conf"), "-s", str(root / "cups-files.conf")]
    process = subprocess.Popen(["cupsd", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: (root / "cups.sock").exists(), "cupsd", 10)
        subprocess.run(
            ["lpadmin", "-h", str(root / "cups.sock"), "-p", "PDF", "-E", "-v", "cups-pdf:/", "-P", str(_PPD)],
            check=True, capture_output=True,
        )  # fmt: skip
        yield Cups(str(root / "cups.sock")), str(root / "cups.sock")
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(root, ignore_errors=True)


def codes_of(pdf: Path, tmp_path) -> list[list[str]]:
    """The codes of each page, in order."""
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(pdf), str(tmp_path / "hoja")], check=True)
    found = []
    for page in sorted(tmp_path.glob("hoja-*.png")):
        said = subprocess.run(["zbarimg", "-q", "--raw", str(page)], capture_output=True, text=True, check=False)
        found.append(said.stdout.split())
    return found


@pytest.mark.tools
def test_a_job_keeps_its_order_and_its_codes_on_a_real_queue(own_cups, tmp_path) -> None:
    system, socket = own_cups
    assert [each.name for each in system.printers()] == ["PDF"]
    numbers = ["202672000000011", "202672000000021", "202672000000031"]
    items = [Separator("Antioquia", ("Lote I-1120-04",), "I-1120-04")]
    pdf = merge([*items, *(BatchLetter(n, carta(n, 2 - at % 2)) for at, n in enumerate(numbers))], duplex=True)
    title = f"lote-{uuid.uuid4().hex[:10]}"
    # A printer that stops: the job waits, and the person is told what to do.
    subprocess.run(["cupsdisable", "-h", socket, "PDF"], check=True, capture_output=True)
    job = system.submit("PDF", pdf, title, duplex=True)
    paused = system.report("PDF", job)
    assert paused.state is JobState.PAUSED and "Reanúdela" in paused.trouble
    subprocess.run(["cupsenable", "-h", socket, "PDF"], check=True, capture_output=True)
    wait_for(lambda: system.report("PDF", job).state.is_over, "the job")
    assert system.report("PDF", job).state is JobState.DONE
    out = list((Path(pwd.getpwuid(0).pw_dir) / "PDF").glob(f"{title}*.pdf"))
    try:
        assert len(out) == 1
        # Two-sided: the separator and the odd letters have a blank back, so each letter starts on a new sheet.
        expected = [["I-1120-04"], [], [numbers[0]], [], [numbers[1]], [], [numbers[2]], []]
        assert codes_of(out[0], tmp_path) == expected
    finally:
        for each in out:
            each.unlink()


@pytest.mark.tools
def test_a_job_taken_off_the_queue_is_over(own_cups) -> None:
    system, socket = own_cups
    subprocess.run(["cupsdisable", "-h", socket, "PDF"], check=True, capture_output=True)
    job = system.submit("PDF", carta("202672000000011"), "lote", duplex=False)
    system.cancel(job)
    assert system.report("PDF", job).state.is_over, "whether it came out is what reading the pile back says"


def test_a_computer_without_queue_has_no_printers(tmp_path) -> None:
    assert Cups(str(tmp_path / "nothing.sock")).printers() == []
    with pytest.raises(PrinterNotReady):
        Cups(str(tmp_path / "nothing.sock")).submit("PDF", b"%PDF", "lote", duplex=True)


@pytest.mark.parametrize("name", ["-o", "a b", "../etc", "", "x" * 200])
def test_a_printers_name_is_never_an_option(name) -> None:
    with pytest.raises(PrinterNotReady):
        cups._checked(name)


def test_a_queue_with_an_odd_name_does_not_hide_the_others(tmp_path, monkeypatch) -> None:
    fake = tmp_path / "lpstat"
    fake.write_text(
        "#!/bin/sh\ncase $1 in -e) echo '-rf'; echo 'x/../y'; echo 'HP;rm'; echo HP;; -d) echo ': HP';; esac\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert [each.name for each in Cups().printers()] == ["HP", "HP;rm"]


def test_the_letter_reaches_the_queue_by_its_pipe_alone(tmp_path, monkeypatch) -> None:
    fake = tmp_path / "lp"
    fake.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {tmp_path}/argv\ncat > {tmp_path}/given\necho 'request id is HP-7 (1)'\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    before = set(Path(tempfile.gettempdir()).iterdir())
    assert Cups().submit("HP;rm", b"%PDF Rosa Elvira", "Lote I-1122-01", duplex=True) == "HP-7"
    said = (tmp_path / "argv").read_text(encoding="utf-8").splitlines()
    assert said[:4] == ["-d", "HP;rm", "-t", "Lote I-1122-01"] and said[-1] == "-" and "Rosa" not in " ".join(said)
    assert (tmp_path / "given").read_bytes() == b"%PDF Rosa Elvira"
    assert not [each for each in set(Path(tempfile.gettempdir()).iterdir()) - before if each.suffix == ".pdf"]


class NoWindows:
    """The calls of the spooler, kept instead of made."""

    def __init__(self) -> None:
        self.pages: list[Picture] = []
        self.status: int | None = 0
        self.aborted = self.duplex = False
        self.fails = False

    def printers(self):
        return [("Ricoh", 0, False), ("HP", 0x10, True)]

    @contextmanager
    def document(self, printer, title, *, duplex):
        self.duplex = duplex
        try:
            yield self
        except BaseException:
            self.aborted = True
            raise

    job = 7

    def page(self, picture: Picture) -> None:
        if self.fails:
            raise OSError("StartPage")
        self.pages.append(picture)

    def job_status(self, printer, job):
        assert (printer, job) == ("HP", 7)
        return self.status

    def delete_job(self, printer, job) -> None:
        self.status = None


def test_the_spooler_draws_every_page_and_reads_its_bits() -> None:
    calls = NoWindows()
    spooler = Spooler(calls)
    assert [(each.name, bool(each.trouble)) for each in spooler.printers()] == [("HP", True), ("Ricoh", False)]
    job = spooler.submit("HP", carta("202672000000011", 2), "lote", duplex=True)
    assert calls.duplex and [(p.width, p.height) for p in calls.pages] == [(1700, 2200)] * 2
    assert all(len(p.dots) == p.width * p.height * 4 for p in calls.pages) and DPI == 200
    assert calls.pages[0].dots.count(b"\x00\x00\x00") > 500, "ink"
    seen = []
    for bits in (0, 0x10, 0x50, 0x20, 0x1, 0x80, 0x100, None):
        calls.status = bits
        seen.append(spooler.report("HP", job).state.value)
    assert seen == ["queued", "printing", "paused", "paused", "paused", "done", "cancelled", "done"]
    calls.status = 0x40
    assert "papel" in spooler.report("HP", job).trouble


def test_a_spooler_that_fails_aborts_the_document() -> None:
    calls = NoWindows()
    calls.fails = True
    with pytest.raises(PrinterNotReady):
        Spooler(calls).submit("HP", carta("202672000000011"), "lote", duplex=False)
    assert calls.aborted


def test_words_of_a_queue() -> None:
    assert "papel" in trouble_of("Alerts: media-empty-error") and trouble_of("Alerts: none") == ""
