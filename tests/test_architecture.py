"""Imports flow ui → services → models; the vocabulary uses nobody; few files know threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.source import APP, Source, python_files

APP_FILES = python_files("app")
#: What a file of each layer may not import; the reasons are in docs/architecture.md.
FORBIDDEN = {
    "ui": ("app.models", "sqlalchemy", "psycopg", "alembic", "sqlcipher3"),
    "services": ("app.ui", "app.bootstrap", "PySide6"),
    "models": ("app.ui", "app.services", "app.bootstrap", "PySide6"),
}
#: The only files that see everything: they make and close what the others get as arguments.
ROOTS = {"app/bootstrap.py"}

#: Who may import a module of threads, and what for. Only background.py runs the window's work aside.
THREADS = {
    "app/ui/background.py": "runs every job of the window aside and brings its answer back",
    "app/ui/refusals.py": "installs the hook for failures of any thread",
    "app/services/local_server.py": "revives the embedded server if it dies while the program runs",
    "app/services/documents/fonts.py": "a lock: reportlab's register of fonts is one for the whole process",
    "app/services/documents/pdfium.py": "a lock: PDFium may be used by one thread at a time",
    "app/services/signatures/waiting.py": "pyHanko works in coroutines only: one loop for each call, and no thread",
    "app/models/local/store.py": "a lock: the encrypted store is one connection shared by the jobs",
    "app/services/output/job_notes.py": "a lock: two printing jobs may note their numbers at once",
    "app/services/ahead.py": "a lock: who comes for an answer that is on its way waits for it",
    "app/services/drafting/spelling.py": "one dictionary for all who check, loaded once",
}
_THREAD_MODULES = ("threading", "concurrent", "multiprocessing", "_thread", "asyncio", "queue")
_THREAD_CLASSES = ("QThread", "QRunnable", "QThreadPool")


def _named(source: Source) -> str:
    return source.name


@pytest.mark.parametrize("source", [s for s in APP_FILES if s.layer in FORBIDDEN], ids=_named)
def test_imports_flow_one_way(source: Source) -> None:
    wrong = [name for name in source.imported() if _begins(name, FORBIDDEN[source.layer])]
    assert not wrong, f"{source.layer} may not import {wrong}"


def test_there_are_no_other_layers() -> None:
    folders = {path.name for path in APP.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(FORBIDDEN)


@pytest.mark.parametrize("source", [s for s in APP_FILES if not s.layer and s.name not in ROOTS], ids=_named)
def test_the_vocabulary_uses_nobody(source: Source) -> None:
    allowed = sys.stdlib_module_names
    words = {s.module for s in APP_FILES if not s.layer and s.name not in ROOTS}
    wrong = [
        name
        for name in source.imported()
        if name.split(".")[0] not in allowed and not any(_begins(name, (word,)) for word in words - {"app"})
    ]
    assert not wrong


def test_threads_are_known_where_they_must_be_and_nowhere_else() -> None:
    knows = {
        source.name
        for source in APP_FILES
        for name in source.imported()
        if _begins(name, _THREAD_MODULES) or name.rsplit(".", 1)[-1] in _THREAD_CLASSES
    }
    assert knows == set(THREADS)


def test_nobody_imports_the_tests_or_the_benchmarks() -> None:
    assert not [s.name for s in APP_FILES if any(_begins(n, ("tests", "benchmarks")) for n in s.imported())]


def test_the_first_paint_waits_for_no_database_library() -> None:
    """They cost most of a second: they are imported in the first job, after the window is on the screen."""
    program = "import sys, app.ui.entrance, app.ui.shell.main_window; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=APP.parent)
    heavy = {"psycopg", "sqlalchemy", "alembic", "reportlab", "openpyxl", "pypdfium2", "holidays", "PIL"}
    assert not heavy & set(said.stdout.split())


def _begins(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)
