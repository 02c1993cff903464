"""What is done in Actas: signing the act of a lot; calling, recording, following and calling off a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import clock
from app.services.administration.directors import read_areas
from app.services.exports import Export, Saved
from app.services.quality import acts, meetings
from app.services.quality.acts import Act, ActRow
from app.services.quality.meetings import Call, Candidate, Meeting, MeetingRow, Promise, Topic
from app.ui import formats
from app.ui.modules.quality.acts_columns import lot_words
from app.ui.modules.quality.call_card import CallCard
from app.ui.modules.quality.minutes_card import MinutesCard
from app.ui.modules.quality.note_card import NoteCard
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.signature.papers import ask_pdf, save

_Row = ActRow | MeetingRow | None


class Convening(QObject):
    """`after` reads the lists again."""

    def __init__(self, owner: QWidget, shell: Shell, context: PageContext, after: Callable[[], object]) -> None:
        super().__init__(owner)
        self._owner, self._shell, self._context, self._after = owner, shell, context, after
        #: Where to save; the person is asked.
        self.choose: Callable[[QWidget, str], str] = ask_pdf

    @property
    def may_act(self) -> bool:
        """Whether this person signs and calls; others read."""
        return self._context.has_role("quality")

    def orders(self, row: _Row) -> tuple[str, str]:
        """The words of the two orders that a row has; empty for none."""
        if not self.may_act:
            return "", ""
        if isinstance(row, ActRow):
            return ("Firmar también" if row.number else "Firmar el acta") if not row.mine else "", ""
        if row is None or row.state == "cancelled":
            return "", ""
        if row.state == "held":
            return ("Marcar compromiso cumplido…" if row.open_commitments else ""), ""
        return ("Escribir el acta…" if row.state == "to_record" else ""), "Cancelar la reunión…"

    def primary(self, row: _Row) -> None:
        """F9: sign, write the minutes, or say that a commitment was kept."""
        if not self.orders(row)[0]:
            return
        if isinstance(row, ActRow):
            self._sign(row)
        elif isinstance(row, MeetingRow):
            self._with(row, self._done if row.state == "held" else self._minutes)

    def _with(self, row: MeetingRow, then: Callable[[Meeting, list[Candidate]], object]) -> None:
        database = self._context.database
        self._context.background.run(
            lambda: (meetings.read_meeting(database, row.meeting_id), meetings.read_people(database)),
            show=lambda found: then(*found),
            fail=self._shell.report,
            key=("quality-meeting", id(self)),
            owner=self,
        )

    def _said(self, words: str) -> None:
        self._shell.say(words)
        self._after()

    def _sign(self, row: ActRow) -> None:
        database = self._context.database
        found = f"{formats.plural(row.faults, 'falla', 'fallas')} en {row.reviewed} cartas revisadas"
        words = f"{found}. Firmada, sus veredictos no se deshacen."
        if row.number:
            words = f"Acta n.º {row.number}, firmada por {', '.join(row.signed_by)}. Su nota no cambia."

        def sign(card: NoteCard, note: str, _choice: str) -> None:
            card.carry(
                self._context.background,
                lambda: acts.sign_act(database, row.lot_id, note),
                lambda number: self._said(f"Acta n.º {number} firmada"),
                self._shell.report,
            )

        title = f"Acta de {lot_words(row)}"
        NoteCard(self._owner.window(), title, words, "Firmar el acta", "Nota para el acta (opcional)", sign).ask()

    def call(self) -> None:
        """F2: call a meeting."""
        if not self.may_act:
            return
        database = self._context.database
        self._context.background.run(
            lambda: (meetings.read_people(database), read_areas(database)),
            show=lambda found: self._open_call(*found),
            fail=self._shell.report,
            key=("quality-call", id(self)),
            owner=self,
        )

    def _open_call(self, people: list[Candidate], areas: list[tuple[int, str, str]]) -> None:
        database, order = self._context.database, uuid4()
        mission = [(area_id, name) for area_id, name, kind in areas if kind == "mission"]

        def topics(
            first: dt.date, last: dt.date, area: int | None, agent: int | None, show: Callable[[Sequence[Topic]], None]
        ) -> None:
            self._context.background.run(
                lambda: meetings.read_topics(database, first, last, area, agent),
                show=show,
                fail=self._shell.report,
                key=("quality-topics", id(self)),
                owner=self,
            )

        def send(card: CallCard, call: Call) -> None:
            card.carry(
                self._context.background,
                lambda: meetings.call_meeting(database, order, call),
                lambda _key: self._said(f"Reunión citada: {formats.plural(len(call.people), 'persona', 'personas')}"),
                self._shell.report,
            )

        CallCard(self._owner.window(), self._context.calendar.today, mission, people, topics, send).ask()

    def _minutes(self, meeting: Meeting, people: list[Candidate]) -> None:
        database = self._context.database

        def record(card: MinutesCard, attended: list[int], words: str, agreed: list[Promise]) -> None:
            card.carry(
                self._context.background,
                lambda: meetings.record_meeting(database, meeting.meeting_id, attended, words, agreed),
                lambda _none: self._said("Acta de la reunión guardada"),
                self._shell.report,
            )

        MinutesCard(self._owner.window(), self._context.calendar.today, meeting.people, people, record).ask()

    def _done(self, meeting: Meeting, _people: list[Candidate]) -> None:
        database = self._context.database
        pending = [(str(c.no), f"{c.no}. {c.words} · {c.name}") for c in meeting.commitments if c.done_on is None]

        def keep(card: NoteCard, note: str, choice: str) -> None:
            card.carry(
                self._context.background,
                lambda: meetings.keep_commitment(database, meeting.meeting_id, int(choice), note),
                lambda _none: self._said("Compromiso cumplido"),
                self._shell.report,
            )

        words = "Queda con la fecha de hoy y quién lo dijo."
        NoteCard(
            self._owner.window(), "Compromiso cumplido", words, "Guardar", "Qué se hizo", keep, choices=pending, least=5
        ).ask()

    def cancel(self, row: _Row) -> None:
        """Call a meeting off, with its reason."""
        if not isinstance(row, MeetingRow):
            return
        database, meeting_id = self._context.database, row.meeting_id

        def off(card: NoteCard, reason: str, _choice: str) -> None:
            card.carry(
                self._context.background,
                lambda: meetings.cancel_meeting(database, meeting_id, reason),
                lambda _none: self._said("Reunión cancelada"),
                self._shell.report,
            )

        words = "Deja de aparecerles a los citados; queda en la lista con su motivo."
        order = "Cancelar la reunión"
        NoteCard(self._owner.window(), order, words, order, "Motivo", off, least=5).ask()

    def save(self, row: _Row, record: Act | None) -> None:
        """The act or the call as a PDF, where the person says."""
        if row is None or record is None:
            return
        name = f"acta-calidad-{row.number}.pdf" if isinstance(row, ActRow) and row.number else "acta-calidad.pdf"
        kept = Saved(self._context.database, Export.QUALITY_ACT, name, (), 1)
        save(
            self._owner, self._shell, self._context.background, kept, lambda: acts.pdf(record, clock.now()), self.choose
        )
