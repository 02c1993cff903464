"""What F4 and F6 to F9 do with the case that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import CaseMoved, Offline
from app.services import analysis_steps as steps
from app.services.analysis_form import AnalysisForm
from app.services.database import Database
from app.services.reads.analysis_sheet import AnalysisSheet, AreaPromise, area_promises
from app.services.reads.claim_tree import Catalogues
from app.services.trays.slack import Slack, read_slack
from app.services.verbs.check_image import CheckImage
from app.services.verbs.escalate_inputs import EscalateInputs
from app.services.verbs.request_endorsement import KIND_LABELS, RequestEndorsement
from app.ui.shell.page import PaletteEntry
from app.ui.trays.analysis.endorse_card import EndorseCard
from app.ui.trays.analysis.escalate_card import ClaimToAsk, EscalateCard
from app.ui.trays.analysis.image_card import ImageCard
from app.ui.trays.analysis.work import CaseWork

_Verb = TypeVar("_Verb")


class Acts(QObject):
    """Opens the card of an act, if the case stands where it can be taken, and carries it out."""

    def __init__(self, page: QWidget, work: CaseWork) -> None:
        super().__init__(page)
        self._page, self._work, self._panel = page, work, work.panel
        self.catalogues = Catalogues((), ())
        self._panel.primary_asked.connect(self.primary)
        self._panel.areas_asked.connect(self.ask_areas)
        self._panel.aval_asked.connect(self.ask_aval)

    def primary(self, key: str) -> None:
        """F9, according to where the case stands."""
        work = self._work
        if key == "draft":
            work.carry_out(lambda s, f: steps.to_drafting(s, s.activity_key, f), "pasó a Proyección")
        elif key == "split":
            work.carry_out(lambda s, f: steps.to_split_decision(s, s.activity_key, f), "espera la decisión de desglose")
        elif key == "report":
            work.carry_out(lambda s, _f: steps.single(s, "close_archived", "reported"), "quedó reportado y cerrado")
        elif key == "send":
            work.carry_out(lambda s, _f: steps.single(s, "send_to_split", "sent"), "fue a Gestión Documental")
        elif key == "areas":
            self.ask_areas()

    def image_back(self) -> None:
        """F4."""
        state = self._panel.state()
        if state is None:
            return
        if not state.image:
            self._say("La imagen sólo se devuelve antes de clasificar.")
            return
        send, findings = self._of_this_case(self._send_image), self._work.image_check.findings
        ImageCard(self._page.window(), self._number(), send, findings).ask()

    def ask_areas(self) -> None:
        """F6: read first when each area would answer."""
        state, sheet, form = self._panel.state(), self._panel.sheet, self._panel.form()
        if state is None or sheet is None or form is None:
            return
        if not state.areas:
            self._say("Este caso no se puede escalar donde está.")
        elif not form.claims:
            self._say("Falta la pretensión: de ella depende a qué área se escala.")
        else:
            database = self._work.database
            self._work.background.run(
                lambda: (area_promises(database), _clock(database, sheet.case_id)),
                show=lambda found: self._open_areas(sheet, form, *found),
                fail=self._work.report,
                owner=self,
            )

    def ask_aval(self, kind: str) -> None:
        """F7, and F8 with `kind` «archive»."""
        state, form = self._panel.state(), self._panel.form()
        if state is None or form is None:
            return
        if not state.aval:
            self._say("El aval se pide antes de buscar insumos.")
        elif not form.claims:
            self._say("Falta la pretensión: clasifique antes de pedir el aval.")
        else:
            send = self._of_this_case(self._send_request)
            EndorseCard(self._page.window(), self._number(), self.catalogues.reasons, kind, send).ask()

    def palette(self) -> Sequence[PaletteEntry]:
        """Orders that make sense for the case that is open."""
        state = self._panel.state()
        if state is None:
            return ()
        number = self._number()
        entries = []
        if state.is_open:
            entries.append(PaletteEntry(state.icon, state.words, number, self._panel.press, "F9"))
        if state.areas:
            entries.append(PaletteEntry("paper-plane-tilt", "Escalar a misional", number, self.ask_areas, "F6"))
        if state.aval:
            entries.append(PaletteEntry("scales", "Pedir aval", number, lambda: self.ask_aval(""), "F7"))
            entries.append(PaletteEntry("folder-open", "Archivar", number, lambda: self.ask_aval("archive"), "F8"))
        if state.image:
            entries.append(PaletteEntry("image-broken", "Devolver por imagen", number, self.image_back, "F4"))
        return entries

    def _open_areas(
        self, sheet: AnalysisSheet, form: AnalysisForm, promises: Sequence[AreaPromise], clock: Slack | None
    ) -> None:
        if self._panel.sheet is not sheet:
            return
        card = EscalateCard(
            self._page.window(),
            self._number(),
            self._claims_to_ask(sheet, form),
            {promise.area_id: promise for promise in promises},
            self._of_this_case(self._send_areas),
            clock=clock,
            legal_due_on=sheet.due_on,
        )
        card.ask()

    def _claims_to_ask(self, sheet: AnalysisSheet, form: AnalysisForm) -> list[ClaimToAsk]:
        lacking = form.without_input()
        proposed = {
            claim: each.proposed_area_id
            for each in sheet.last_round
            if each.competence == "rejected"
            for claim in each.claims
        }
        found = []
        for number, asked in enumerate(form.claims, start=1):
            leaf = self.catalogues.leaf(asked.code)
            if leaf is not None:
                has = number not in lacking
                found.append(ClaimToAsk(number, leaf.title, leaf.area_id, asked.words, has, proposed.get(number)))
        return found

    def _of_this_case(self, send: Callable[[_Verb], None]) -> Callable[[_Verb], None]:
        """Send what a card asked, but only to the case it was opened for: under it, others may have moved that one."""
        asked = self._work.row

        def only_there(verb: _Verb) -> None:
            now = self._work.row
            if asked is None or now is None or now.case_id != asked.case_id:
                self._work.report(CaseMoved("it left the page under the card"))
            else:
                send(verb)

        return only_there

    def _send_image(self, verb: CheckImage) -> None:
        self._work.carry_out(lambda s, _f: steps.image_back(s, verb), "volvió a Gestión Documental")

    def _send_request(self, verb: RequestEndorsement) -> None:
        words = f"espera aval para {KIND_LABELS[verb.kind].lower()}"
        self._work.carry_out(lambda s, f: steps.to_lawyer(s, s.activity_key, f, verb), words)

    def _send_areas(self, verb: EscalateInputs) -> None:
        self._work.carry_out(lambda s, f: steps.to_areas(s, s.activity_key, f, verb), "quedó escalado")

    def _say(self, sentence: str) -> None:
        self._panel.case_head.trouble.say(sentence)

    def _number(self) -> str:
        return self._panel.case_head.number.text()


def _clock(database: Database, case_id: UUID) -> Slack | None:
    """The slack of one case; without a network it is not known, and the areas may be asked all the same."""
    try:
        return read_slack(database, [case_id]).get(case_id)
    except Offline:
        if database.memory is None:
            raise
        return None
