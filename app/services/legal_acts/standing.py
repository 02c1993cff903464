"""What an act of the law is called, and whether it can be done now on a case, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.services.database import Database
from app.services.reads.analysis_sheet import AnalysisSheet


@dataclass(frozen=True)
class LegalAct:
    """An entry of «Otros trámites de ley»."""

    key: str
    #: «Art. 17», of Ley 1755 de 2015 (CPACA) unless it names another law.
    article: str
    title: str
    #: One line: what it does.
    words: str
    icon: str


@dataclass(frozen=True)
class Standing:
    """How an act stands on a case. `words`: what comes next with its date, or why it can't be done now."""

    is_open: bool
    words: str = ""


#: Reads, outside the window's thread, how the acts of one family stand. Raises Offline, Busy.
StandingReader = Callable[[Database, AnalysisSheet], Mapping[str, Standing]]
