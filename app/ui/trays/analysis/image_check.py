"""Looks at the petition's image aside and marks the pages that seem bad; the agent decides (activity 6)."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.errors import PqrError
from app.services.documents.scan_problem import PageFinding
from app.services.guard import pages
from app.ui.background import Background
from app.ui.trays.documents import DocumentPane


class ImageCheck(QObject):
    """`findings` are those of the petition on screen, empty while it is looked at."""

    def __init__(self, papers: DocumentPane, background: Background) -> None:
        super().__init__(papers)
        self._papers, self._background = papers, background
        self.findings: tuple[PageFinding, ...] = ()
        self._of = ""
        papers.petition_arrived.connect(self._look)
        papers.forgotten.connect(self._forget)

    def _forget(self) -> None:
        self.findings, self._of = (), ""

    def _look(self, pdf: bytes, token: str) -> None:
        if token == self._of:
            # Seen before, and another paper has been on screen since: its marks are put back.
            self._mark()
            return
        self.findings, self._of = (), token
        self._background.run(
            lambda: pages.findings(pdf, lambda: self._of != token),
            show=lambda findings: self._found(token, findings),
            fail=self._could_not,
            key=("image-check", id(self)),
            owner=self,
        )

    def _found(self, token: str, findings: tuple[PageFinding, ...]) -> None:
        if token == self._of:
            self.findings = findings
            self._mark()

    def _mark(self) -> None:
        if self._papers.token == self._of:
            words: dict[int, list[str]] = {}
            for each in self.findings:
                words.setdefault(each.page, []).append(each.code.words)
            self._papers.set_marks({page: ", ".join(said) for page, said in words.items()})

    def _could_not(self, error: BaseException) -> None:
        # Only a proposal is missing: the viewer itself says when the image can't be opened.
        if not isinstance(error, PqrError):
            raise error
