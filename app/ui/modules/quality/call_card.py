"""Citar reunión: with whom, about which faults of which days, when, where and who is called (5.4, 5.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app import clock
from app.errors import InvalidInput
from app.services.quality.meetings import KINDS, Call, Candidate, Topic
from app.ui import formats
from app.ui.modules.intake.form import combo
from app.ui.modules.intake.plain_edits import HourEdit
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.legal.writing import Ticks, long_text
from app.ui.widgets import Field, FieldGrid, SegmentedTabs

#: Asked of the server: first day, last day, area, agent, and what to do with the answer.
AskTopics = Callable[[dt.date, dt.date, int | None, int | None, Callable[[Sequence[Topic]], None]], object]
_DAYS = 30
#: Work that is called to every meeting of its kind.
_ALWAYS = ("quality", "lead")
_WORK = {"quality": "Calidad", "lead": "Líder", "agent": "Agente", "lawyer": "Abogado", "mission": "Área"}


class CallCard(ActCard):
    """`call` gets the card and the meeting."""

    def __init__(
        self,
        parent: QWidget,
        today: dt.date,
        areas: Sequence[tuple[int, str]],
        people: Sequence[Candidate],
        topics: AskTopics,
        call: Callable[[CallCard, Call], object],
    ) -> None:
        words = "Las fallas las cuenta el servidor; a los citados les aparece en la campana de su ventana."
        super().__init__(parent, "Citar reunión", words, "Citar", width=680)
        self._call, self._ask_topics, self._everybody = call, topics, people
        self.kind = SegmentedTabs(list(KINDS.items()), "Clase de reunión")
        self.body.addWidget(self.kind)
        self.with_whom = self._make_with(areas, people)
        self.first_day, self.last_day = DateEdit(today, today - dt.timedelta(days=_DAYS)), DateEdit(today, today)
        self.day, self.hour, self.place = DateEdit(today), HourEdit(dt.time(9, 0)), QLineEdit()
        self.place.setMaxLength(200)
        self.place.setPlaceholderText("Sala, o enlace de la videollamada")
        grid = FieldGrid()
        grid.add(Field("Co&n", self.with_whom))
        grid.add(Field("Cartas revisadas &desde", self.first_day), 1)
        grid.add(Field("&Hasta", self.last_day), 1)
        grid.add(Field("Día de la &reunión", self.day, required=True), 1)
        grid.add(Field("H&ora", self.hour, required=True), 1)
        grid.add(Field("&Lugar", self.place, required=True))
        self.body.addWidget(grid)
        self.codes, self.called = Ticks("Fallas por tratar", ()), Ticks("A quiénes se cita", ())
        self.body.addWidget(self.codes)
        self.body.addWidget(self.called)
        self.agenda = long_text("", 56, "Orden del día (opcional)")
        self.agenda.setAccessibleName("Orden del día")
        self.body.addWidget(Field("Orden del día", self.agenda))
        self.first = self.with_whom
        self.with_whom.activated.connect(lambda _at: self._again())
        for edit in (self.first_day, self.last_day):
            edit.editingFinished.connect(self._again)
        self._again()

    def _make_with(self, areas: Sequence[tuple[int, str]], people: Sequence[Candidate]) -> QComboBox:
        made = combo([("all", "Todo el grupo")])
        for area_id, name in areas:
            made.addItem(name, f"area:{area_id}")
        for each in people:
            if each.work in ("agent", "lawyer"):
                made.addItem(f"{_WORK[each.work]}: {each.full_name}", f"agent:{each.person_id}")
        return made

    def _chosen(self) -> tuple[int | None, int | None]:
        kind, _, key = str(self.with_whom.currentData()).partition(":")
        return (int(key) if kind == "area" else None), (int(key) if kind == "agent" else None)

    def _again(self) -> None:
        """Another area, agent or days: their faults, and the people that go with them."""
        area, agent = self._chosen()
        found = [p for p in self._everybody if self._goes(p, area, agent)]
        self.called = self._put(
            self.called,
            Ticks(
                "A quiénes se cita",
                [(str(p.person_id), f"{p.full_name} · {_WORK[p.work]}") for p in found],
                columns=2,
            ),
        )
        for each in found:
            # Nobody is left out of a meeting of everybody; whoever is away is unticked by hand.
            self.called.boxes[str(each.person_id)].setChecked(True)
        first, last = self.first_day.day(), self.last_day.day()
        if first is not None and last is not None and first <= last:
            self._ask_topics(first, last, area, agent, self._show_topics)

    def _goes(self, each: Candidate, area: int | None, agent: int | None) -> bool:
        if each.work in _ALWAYS or each.person_id == agent:
            return True
        if area is not None:
            return each.area_id == area
        return agent is None and each.work != "mission"

    def _show_topics(self, topics: Sequence[Topic]) -> None:
        lines = [(each.code, _words(each)) for each in topics]
        none = "En esos días no se halló ninguna falla: cambie las fechas o con quién."
        title = "Fallas por tratar" if lines else none
        self.codes = self._put(self.codes, Ticks(title, lines))
        for at, box in enumerate(self.codes.boxes.values()):
            box.setChecked(at < 3)

    def _put(self, old: Ticks, new: Ticks) -> Ticks:
        self.body.replaceWidget(old, new)
        old.hide()
        old.deleteLater()
        return new

    def meeting(self) -> Call:
        """What was filled in. InvalidInput names what is missing."""
        day, hour = self.day.day(), self.hour.hour()
        first, last = self.first_day.day(), self.last_day.day()
        if first is None or last is None:
            raise InvalidInput(sentence="Escriba los días de las cartas revisadas como dd/mm/aaaa.")
        if day is None or hour is None:
            raise InvalidInput(sentence="Escriba el día (dd/mm/aaaa) y la hora (hh:mm) de la reunión.")
        area, agent = self._chosen()
        return Call(
            kind=self.kind.current(),
            area_id=area,
            agent_id=agent,
            period_from=first,
            period_to=last,
            meets_at=dt.datetime.combine(day, hour, clock.BOGOTA),
            place=self.place.text(),
            agenda=self.agenda.toPlainText(),
            people=[int(key) for key in self.called.chosen()],
            codes=self.codes.chosen(),
        )

    def accept(self) -> None:
        """Call it, or say what is missing."""
        try:
            meeting = self.meeting()
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self._call(self, meeting)


def _words(topic: Topic) -> str:
    letters = formats.plural(topic.reviewed, "carta revisada", "cartas revisadas")
    return f"{topic.code} · {topic.title}: {topic.letters} de {letters}"
