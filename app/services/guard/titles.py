"""The columns of a table from outside, found by the words of their titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.reads.claim_tree import plain

#: Rows among which the titles are looked for: a table may say over them what it is.
WITHIN = 5
Rows = Sequence[tuple[int, Sequence[str]]]


def titled(rows: Rows, names: Mapping[str, tuple[str, ...]], *, needs: str = "") -> tuple[dict[str, int], Rows]:
    """Datum -> its column, and the rows under the titles; no column and every row where none is a row of titles.

    `names`: datum -> words of its title, without accents; the first column that fits is taken. The titles are the row
    that names most data; one that does not name `needs` is none.
    """
    found = [_columns(cells, names) for _number, cells in rows[:WITHIN]]
    usable = [each if not needs or needs in each else {} for each in found]
    best = max(range(len(usable)), key=lambda at: len(usable[at]), default=0)
    columns = usable[best] if usable else {}
    return columns, rows[best + 1 :] if columns else rows


def _columns(titles: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    words = [plain(title) for title in titles]
    found: dict[str, int] = {}
    for key, wanted in names.items():
        at = next((n for n, w in enumerate(words) if n not in found.values() and any(x in w for x in wanted)), None)
        if at is not None and not any(c.isdigit() for c in words[at]):
            found[key] = at
    return found
