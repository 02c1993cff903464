"""Every place of the program that writes a file is known, with what keeps a citizen's data from lying there."""

from __future__ import annotations

import re

from tests.source import python_files

_CHOSEN = "a copy that the person asks for, where they say"
#: Who writes files, and why nothing personal is left where nobody looks.
WRITERS = {
    "app/logs.py": "the trace of a crash has places in the program, never a value",
    "app/services/exports.py": _CHOSEN,
    "app/services/guard/child.py": "in the guarded folder of its parent",
    "app/services/guard/process.py": "a folder of this person's, gone with the work; what a kill left goes at the next",
    "app/services/output/letter_tiff.py": _CHOSEN,
    "app/services/signatures/second_opinion.py": "in memory; a folder that goes at once only where the system has none",
    "app/services/signatures/settings.py": "certificates of authorities: public",
    "app/settings.py": "sizes of windows and choices, no text of anybody",
    "app/ui/modules/quality/drawing.py": _CHOSEN,
    "app/ui/theme/drawings.py": "coloured icons",
    "app/ui/trays/analysis/legal/desk.py": _CHOSEN,
}
#: The demonstration and its tour hold invented people only; the embedded server is PostgreSQL's own business.
INVENTED = ("app/services/demo/", "app/ui/tour/", "app/models/embedded/")
_WRITES = re.compile(
    r"""tempfile\.|\bmkstemp|QTemporary|\.write_(bytes|text)\(|\bopen\((?:[^()]*,\s*)?["'][wax]b?["']|fdopen\(|QSaveFile"""
)


def test_whoever_writes_a_file_is_known() -> None:
    found = {each.name for each in python_files("app") if _WRITES.search(each.text)}
    assert {name for name in found if not name.startswith(INVENTED)} == set(WRITERS)
