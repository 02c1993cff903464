"""The changes of the tree being prepared, kept encrypted on this computer until they are proposed."""

from __future__ import annotations

import json

from app.services.administration.claim_tree import Change
from app.services.command import plain
from app.services.offline.kept_text import KeptText
from app.services.reads.from_json import made

_PLACE = "administration:claim_tree"


class TreeDraft:
    """Over the journal of this person; without one it lives as long as the page."""

    def __init__(self, journal: KeptText | None) -> None:
        self._journal = journal
        self.changes: dict[str, Change] = {}
        self._read()

    def put(self, change: Change) -> None:
        """Keep a change; a leaf has one."""
        self._read()
        self.changes[change.code] = change
        self._keep()

    def drop(self, code: str) -> None:
        """Leave a leaf as it is."""
        self._read()
        self.changes.pop(code, None)
        self._keep()

    def clear(self) -> None:
        """They were proposed; what another window prepared meanwhile stays."""
        proposed, self.changes = self.changes, {}
        self._read()
        self.changes = {code: each for code, each in self.changes.items() if proposed.get(code) != each}
        self._keep()

    def _read(self) -> None:
        """Both windows of a person prepare one list: neither writes over what the other one added."""
        if self._journal is not None:
            body = self._journal.recall(_PLACE)
            self.changes = {each["code"]: made(Change, each) for each in json.loads(body or "[]")}

    def _keep(self) -> None:
        if self._journal is None:
            return
        if self.changes:
            self._journal.keep(_PLACE, json.dumps([plain(each) for each in self.changes.values()], ensure_ascii=False))
        else:
            self._journal.drop(_PLACE)
