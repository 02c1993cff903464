"""F6: ask mission areas for inputs; the area follows from the claim, and each says when it would answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from app.errors import InvalidInput
from app.services.reads.analysis_sheet import AreaPromise
from app.services.trays.slack import Slack
from app.services.verbs.escalate_inputs import AreaRequest, EscalateInputs
from app.ui import formats
from app.ui.style import scaled
from app.ui.table.clocks import slack_tone, slack_words
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, StepHeader, Strip, text


@dataclass(frozen=True)
class ClaimToAsk:
    """A claim that may be asked about. `proposed`: the area that the refusing one proposed."""

    number: int
    title: str
    area_id: int
    words: str
    has_input: bool
    proposed: int | None = None


class _AreaBlock:
    """The claims of one area and what is asked about them."""

    def __init__(self, area_id: int, claims: Sequence[ClaimToAsk]) -> None:
        self.area_id = area_id
        self.boxes = {claim.number: QCheckBox(f"{claim.number}. {claim.title}") for claim in claims}
        for claim in claims:
            self.boxes[claim.number].setChecked(not claim.has_input)
        self.question = QPlainTextEdit()
        self.question.setFixedHeight(scaled(76))
        self.question.setTabChangesFocus(True)
        words = "; ".join(claim.words for claim in claims if claim.words)
        asks = f". El ciudadano pide: {words}" if words else ""
        self.question.setPlaceholderText(f"Qué insumo necesita{asks}")

    def chosen(self) -> tuple[int, ...]:
        """Numbers of the claims marked."""
        return tuple(number for number, box in self.boxes.items() if box.isChecked())


class EscalateCard(ActCard):
    """One block per area; areas with no claim marked are not asked."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        claims: Sequence[ClaimToAsk],
        promises: Mapping[int, AreaPromise],
        act: Callable[[EscalateInputs], object],
        clock: Slack | None = None,
        *,
        legal_due_on: dt.date | None = None,
    ) -> None:
        """`clock`: the slack of the case, where the server could tell it; `legal_due_on`: the citizen's own term."""
        super().__init__(
            parent, "Escalar a misional", f"{number} espera en Control de Escalamiento.", "Escalar", width=600
        )
        self._act, self._promises, self._legal = act, promises, legal_due_on
        #: Warnings of areas that would answer too late for the person, by area.
        self.late: dict[int, Strip] = {}
        if clock is not None and clock.escalate_by is not None:
            self._say_latest(clock.escalate_by, clock)
        by_area: dict[int, list[ClaimToAsk]] = {}
        for claim in claims:
            by_area.setdefault(claim.proposed or claim.area_id, []).append(claim)
        self.blocks = [_AreaBlock(area, asked) for area, asked in by_area.items()]
        for at, block in enumerate(self.blocks, start=1):
            self._add(at, block)
        self.first = self.blocks[0].question if self.blocks else None

    def _say_latest(self, day: dt.date, clock: Slack) -> None:
        """The latest day to escalate; past it, it is still to be asked today."""
        day_words = f"<b>Escale a más tardar el {formats.long_date(day)}</b>"
        self.latest = Strip(slack_tone(clock), "clock")
        # Inside the card before it speaks: alone it would be a window of its own and take the keys away.
        self.body.addWidget(self.latest)
        self.latest.say(f"{day_words}, para que el insumo alcance a llegar. {slack_words(clock)}.")

    def _add(self, number: int, block: _AreaBlock) -> None:
        promise = self._promises.get(block.area_id)
        header = StepHeader(number, promise.name if promise else "Área")
        header.set_state("next")
        self.body.addWidget(header)
        if promise is not None:
            self.body.addWidget(text(promise_words(promise), "sub", wrap=True))
            if self._legal is not None and promise.promised_on >= self._legal:
                late = Strip("danger", "warning-circle")
                self.body.addWidget(late)
                day = formats.date(self._legal)
                late.say(
                    f"<b>Vuelve tarde para la persona</b>: su plazo legal vence el {day}. Pida la prórroga a tiempo."
                )
                self.late[block.area_id] = late
        for box in block.boxes.values():
            self.body.addWidget(box)
        self.body.addWidget(Field("&Pregunta para el área", block.question, required=True))

    def accept(self) -> None:
        """Ask, or say what is missing."""
        try:
            verb = EscalateInputs(
                requests=tuple(
                    AreaRequest(
                        claims=block.chosen(),
                        question=block.question.toPlainText(),
                        area_id=block.area_id,
                        expected_on=self._expected(block.area_id),
                    )
                    for block in self.blocks
                    if block.chosen()
                )
            )
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(verb)

    def _expected(self, area_id: int) -> dt.date | None:
        promise = self._promises.get(area_id)
        return promise.promised_on if promise else None


def promise_words(promise: AreaPromise) -> str:
    """The day an area would answer by, and for a queue the place that leads to it (5.3)."""
    words = f"Vuelve el {formats.long_date(promise.promised_on)}"
    if not promise.is_queue or promise.place is None or promise.capacity is None:
        return words
    place, capacity = formats.number(promise.place), formats.number(promise.capacity)
    return f"{words} · puesto {place} de la fila; salen {capacity} cada {promise.term_days} días hábiles"
