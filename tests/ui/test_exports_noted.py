"""Nothing leaves the program unwritten: every place of the window that saves or prints names the record it leaves."""

from __future__ import annotations

import re
from pathlib import Path

from app.models.document import KINDS as DOCUMENT_KINDS
from app.options import read as read_options
from app.services.administration import user_activity
from app.services.exports import Export

APP = Path(__file__).resolve().parents[2] / "app"
#: What writes bytes or rows outside: by hand in a page, or asking where to.
SAVES = re.compile(
    r"getSaveFileName|getExistingDirectory\(parent, .Guardar|\.write_bytes\(|QPrinter|\.open\(.w|save_(?:file|sheet)\("
)
#: Where the record of each place that saves is written. A place that is not here is a hole.
RECORDS = {
    "ui/modules/administration/activity_page.py": "Export.AUDIT_DONE",
    "ui/modules/administration/audit_page.py": "Export.AUDIT_SEEN",
    "ui/modules/administration/data_register_page.py": "Export.DATA_REGISTER",
    "ui/modules/assignment/splits_page.py": "Export.SPLIT_REPORT",
    "ui/modules/bulk/page.py": "Export.BULK_PROBLEMS",
    "ui/modules/quality/drawing.py": "Export.QUALITY_SHEET",
    "ui/modules/quality/lots_page.py": None,  # Asks quality/drawing.py to.
    "ui/trays/analysis/legal/desk.py": "export_letter",
    "ui/trays/analysis/legal/proof_file.py": None,  # Asks where; legal/desk.py saves.
    "ui/trays/analysis/manifest_desk.py": "Export.SPLIT_MANIFEST",
    "ui/trays/dispatch/import_card.py": "Export.RESULT_REPORT",
    "ui/trays/dispatch/past_sheets.py": "Export.DISPATCH_SHEET",
    "ui/trays/dispatch/results.py": "Export.NOTICE",
    "ui/trays/dispatch/saving.py": "exports.save",
    "ui/trays/dispatch/sheets.py": "Export.DISPATCH_SHEET",
    "ui/trays/mirror/page.py": "Export.MIRROR_REPORT",
    "ui/trays/printing/page.py": None,  # Asks where; printing/work.py saves.
    "ui/trays/signature/papers.py": "Export.SIGNING_ACT",
    "ui/trays/tiff_copy.py": "export_tiff",
    # Of the program, not of people: drawings of the theme.
    "ui/theme/drawings.py": None,
}


def _sources() -> dict[str, str]:
    # The guided tour writes only in a folder of its own, for itself, and the demonstration's people are invented.
    places = (p for p in (APP / "ui").rglob("*.py") if "tour" not in p.parts)
    return {p.relative_to(APP).as_posix(): p.read_text(encoding="utf-8") for p in places}


def test_every_place_that_saves_leaves_its_record():
    found = {name: source for name, source in _sources().items() if SAVES.search(source)}
    assert sorted(found) == sorted(RECORDS)
    for name, record in RECORDS.items():
        assert record is None or record in found[name], f"{name} saves and does not write {record}"


def test_only_the_recorder_writes_files_for_the_window():
    # With their own record in the server before the bytes are read: TIFF, letters of the law; and the theme's drawings.
    own = {"ui/theme/drawings.py", "ui/trays/analysis/legal/desk.py", "ui/modules/quality/drawing.py"}
    loose = {name for name, source in _sources().items() if re.search(r"\.write_bytes\(|\.open\(\"w\"", source)}
    assert loose == own


def test_every_export_is_used_and_the_server_knows_its_words(sql_as):
    text = "".join(_sources().values())
    admin = sql_as("postgres")
    for each in Export:
        assert f"Export.{each.name}" in text, each
        assert admin.execute("SELECT pqr_core.export_words(%s)", [str(each)]).fetchone()[0], each


def test_a_print_and_both_copies_of_letters_are_written_before_they_go():
    for name, record in (
        ("letters/35_batches.sql", "note_print"),
        ("letters/85_export.sql", "spend('export'"),
        ("requirements/10_letters.sql", "spend('export'"),
    ):
        assert record in (APP / "models" / "sql" / name).read_text(encoding="utf-8"), name
    sources = {p: p.read_text(encoding="utf-8") for p in APP.rglob("*.py")}
    assert {p.name for p, source in sources.items() if "system.submit(" in source} == {"print_batches.py"}
    send = next(source for p, source in sources.items() if p.name == "print_batches.py")
    assert send.index('"hand_print_batch", p_batch=batch.batch_id, p_handed=True') < send.index("system.submit(")


def test_every_kind_of_line_and_of_paper_is_told_in_words(sql_as):
    kinds = {row[0] for row in sql_as("postgres").execute("SELECT kind FROM pqr.quota").fetchall()}
    assert set(user_activity.KINDS) == kinds - {"refusal", "upload"} | {"refused", "review"}
    assert set(user_activity.PAPERS) == set(DOCUMENT_KINDS)


#: What each place puts on the clipboard. What a person copies by hand from a screen was written down when it was shown.
COPIES = {
    "ui/bug_overlay.py": "the report of a failure, without data of people",
    "ui/session/recovered.py": "what this person typed and lost",
    "ui/session/unsent_acts.py": "what this person typed and was not sent",
    "ui/shell/first_run.py": "the checks of the installation",
    "ui/shell/login.py": "why one can't enter",
    "ui/trays/case_head.py": "the filing number",
    "ui/trays/drafting/late.py": "what this person typed",
    "ui/trays/signature/report_view.py": "the hash of a file",
    "ui/widgets/diff.py": "what its callers give: recovered, unsent and late texts",
}
#: What services write on this computer by themselves: nothing that a person opens outside the program, but for the two
#: whose letters `exports` and `export_letter` wrote down before.
FILES = {
    "services/exports.py": "note",
    "services/output/letter_tiff.py": "export_letter",
    "services/demo/renewal.py": "the mark of the demonstration",
    "services/demo/secret.py": "its password",
    "services/guard/child.py": "sealed for the parent process",
    "services/guard/process.py": "sealed for the child process",
    "services/signatures/second_opinion.py": "a letter for the verifier, in memory or for its seconds",
    "services/signatures/settings.py": "certificates",
}


def test_nothing_is_copied_or_written_that_is_not_known_here():
    copies = {name for name, source in _sources().items() if re.search(r"clipboard\(\)\.set|to_clipboard", source)}
    assert copies == set(COPIES)
    writes = re.compile(r"write_bytes\(|write_text\(|\.open\(\"[wxa]|mkstemp\(|os\.fdopen\(|NamedTemporaryFile")
    files = ((p.relative_to(APP).as_posix(), p.read_text(encoding="utf-8")) for p in (APP / "services").rglob("*.py"))
    assert {name for name, source in files if writes.search(source)} == set(FILES)


def test_the_tour_that_keeps_pictures_walks_only_among_invented_people():
    assert read_options(["--tour", "recorrido"]).demo
