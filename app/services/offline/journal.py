"""The keystroke journal: what is typed in any field, kept encrypted until the server has it or its owner drops it.

Two programs of one person never write over each other: each run keeps its own text of a field.
Without a key ring there is nothing on this computer that could be encrypted: it is kept in memory only, and the
window says so.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from app import clock
from app.models.local.store import memory_store
from app.services.offline.kept_text import KeptText

#: Whoever did not come back for a text in a month does not wait for it.
KEPT_DAYS = 30
_PREFIX = "typed\x1f"


@dataclass(frozen=True)
class Place:
    """Where a text was typed: page, what it shows (a case's key, «» for nothing) and a stable name of the field.

    In a card over the page the name is «card/field».
    """

    page: str
    subject: str
    field: str

    @property
    def is_on_card(self) -> bool:
        """Whether it belongs to a card over the page, not to the page's own form."""
        return "/" in self.field


@dataclass(frozen=True)
class Typed:
    """A text as it was last typed; `before` is what the field held when its owner began."""

    place: Place
    #: What the person calls the field.
    label: str
    body: str
    #: The same with its looks, where the field has them.
    markup: str
    before: str
    saved_at: dt.datetime
    #: Which run of the program typed it.
    run: str
    #: Where it is kept.
    key: str = ""


class TypedText:
    """One person's journal, in the table of kept texts. Calls may come from any thread."""

    def __init__(self, kept: KeptText | None) -> None:
        """Use this person's kept texts; None keeps everything in memory, and it ends with the program."""
        self.is_durable = kept is not None
        self._kept = kept if kept is not None else KeptText(memory_store())
        #: One sign-in of this run of the program.
        self.run = f"{self._kept.run}.{uuid.uuid4().hex[:8]}"

    def keep(self, place: Place, label: str, body: str, before: str = "", markup: str = "") -> None:
        """Keep the newest text of a field. Raises DiskFull."""
        what = {"label": label, "body": body, "markup": markup, "before": before, "run": self.run}
        self._kept.keep(self._key(place), json.dumps(what, ensure_ascii=False))

    def find(self, place: Place) -> Typed | None:
        """The text of a field, or None; this run's before any other."""
        found = [each for each in self.everything() if each.place == place]
        return next((each for each in found if each.run == self.run), found[0] if found else None)

    def resumed(self, place: Place) -> str | None:
        """The text of a place that no other program has on its screen; from now on this run's."""
        free = [each for each in self.everything() if each.place == place and not self._is_alive(each)]
        if not free:
            return None
        last = next((each for each in free if each.run == self.run), free[0])
        if last.run != self.run:
            self.keep(place, last.label, last.body, last.before, last.markup)
            self.let_go(last)
        return last.body

    def everything(self) -> list[Typed]:
        """Every text, newest first."""
        return [_typed(*row) for row in self._kept.under(_PREFIX)]

    def left(self) -> list[Typed]:
        """Texts of runs that are over, newest first: nobody sent them and nobody dropped them.

        Of several of one field the older ones are told apart by their time.
        """
        found: dict[Place, Typed] = {}
        for each in self.everything():
            if each.run != self.run and not self._is_alive(each):
                again = each.place in found
                named = replace(each.place, field=f"{each.place.field} ({each.saved_at.isoformat()})")
                found[named if again else each.place] = replace(each, place=named) if again else each
        return list(found.values())

    def drop(self, places: Iterable[Place]) -> None:
        """Forget what this run typed there: the server has it, or its owner let it go."""
        for place in places:
            self._kept.drop(self._key(place))

    def let_go(self, typed: Typed) -> None:
        """Forget one text, whichever run typed it."""
        self._kept.drop(typed.key)

    def taken(self, page: str, case_id: UUID) -> None:
        """The server has what this page's form said of the case; a card over it is another act's."""
        self._drop_if(lambda place: (place.page, place.subject) == (page, str(case_id)) and not place.is_on_card)

    def taken_everywhere(self, case_id: UUID, page: str, but: Collection[Place] = ()) -> None:
        """A step of the case was decided on that page: its texts went with it, and the page's that are of no case.

        `but` those that may belong to another form, which is still on the screen.
        """
        gone = str(case_id)
        self._drop_if(lambda p: p not in but and (p.subject == gone or (p.page, p.subject) == (page, "")))

    def forget_old(self) -> None:
        """Forget what nobody came back for in a month."""
        limit = clock.now() - dt.timedelta(days=KEPT_DAYS)
        for each in self.everything():
            if each.saved_at < limit:
                self.let_go(each)

    def _drop_if(self, belongs: Callable[[Place], bool]) -> None:
        """Texts of this run and of those that are over; what another program shows on its screen is its own."""
        for each in self.everything():
            if belongs(each.place) and not self._is_alive(each):
                self.let_go(each)

    def _is_alive(self, typed: Typed) -> bool:
        """Whether another program has it on its screen."""
        return self._kept.is_alive(typed.run.partition(".")[0])

    def _key(self, place: Place) -> str:
        return _PREFIX + "\x1f".join((place.page, place.subject, place.field, self.run))


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same: a field that groups digits or trims spaces has lost nothing."""
    return _bare(one) == _bare(other)


def _bare(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _place(key: str) -> Place:
    page, subject, field = key.removeprefix(_PREFIX).split("\x1f")[:3]
    return Place(page, subject, field)


def _typed(key: str, body: str, saved_at: str) -> Typed:
    what = json.loads(body)
    when = dt.datetime.fromisoformat(saved_at)
    return Typed(_place(key), what["label"], what["body"], what["markup"], what["before"], when, what["run"], key)
