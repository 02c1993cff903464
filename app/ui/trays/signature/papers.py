"""What a signer keeps of the work: the report of one letter, and the act of a batch with what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app import clock
from app.filing_number import shown
from app.services import exports
from app.services.documents.record_pdf import Part, render
from app.services.exports import Export, Saved
from app.services.output.checks import SignatureReport
from app.services.signing import State
from app.ui import formats
from app.ui.background import Background
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.case_head import number_words
from app.ui.trays.signature.report_words import sections, verdict
from app.ui.trays.signature.rows import RunRow

_STATES = {
    State.SIGNED: "firmada y verificada",
    State.FAILED: "no se firmó",
    State.IN_DOUBT: "radicado por confirmar",
    State.UNTOUCHED: "sin intentar",
}


def report_pdf(report: SignatureReport) -> bytes:
    """The report on screen, with the whole hash."""
    title, _tone, by = verdict(report)
    parts = [Part(each.title, [(n, v) for n, v in each.pairs if v]) for each in sections(report)]
    parts.append(Part("Huella del archivo firmado (SHA-256)", rows=[str(report.act.get("sha256") or "sin firma")]))
    return render(f"Informe de firma {shown(report.outgoing)}", f"{title}. {by}", parts, clock.now())


def act_pdf(who: str, rows: Sequence[RunRow]) -> bytes:
    """The batch: who, when, how many of each outcome, and each letter with its number and its reason."""
    now = clock.now()
    counts = [(words.capitalize(), formats.number(n)) for state, words in _STATES.items() if (n := _count(rows, state))]
    letters = [f"{at}. {_line(row)}" for at, row in enumerate(rows, 1)]
    parts = [Part("Resumen", [("Cartas", formats.number(len(rows))), *counts]), Part("Cartas", rows=letters)]
    return render(f"Acta del lote de firma del {formats.moment(now)}", who, parts, now)


def _count(rows: Sequence[RunRow], state: State) -> int:
    return sum(_state(row) is state for row in rows)


def _state(row: RunRow) -> State:
    return row.outcome.state if row.outcome is not None else State.UNTOUCHED


def _line(row: RunRow) -> str:
    number = row.outcome.filing_number if row.outcome is not None else ""
    taken = shown(number) if number else "sin radicado"
    words = f"{number_words(row.sign.letter.label)} · {taken} · {_STATES[_state(row)]}"
    why = row.outcome.sentence if row.outcome is not None else ""
    return f"{words}. {why}" if why else words


def ask_pdf(parent: QWidget, name: str) -> str:
    """Where to save; empty when the person changes their mind."""
    return QFileDialog.getSaveFileName(parent, "Guardar", name, "PDF (*.pdf)")[0]


def save_act(
    parent: QWidget,
    shell: Shell,
    context: PageContext,
    who: str,
    rows: Sequence[RunRow],
    choose: Callable[[QWidget, str], str],
) -> None:
    """The act of the batch on screen, where the person says."""
    name = f"acta-lote-{clock.now():%Y%m%d-%H%M}.pdf"
    kept = Saved(context.database, Export.SIGNING_ACT, name, [row.case_id for row in rows], len(rows))
    save(parent, shell, context.background, kept, lambda: act_pdf(who, rows), choose)


def save(
    parent: QWidget,
    shell: Shell,
    background: Background,
    kept: Saved,
    make: Callable[[], bytes],
    choose: Callable[[QWidget, str], str] = ask_pdf,
) -> None:
    """Ask where, make the paper aside and write it; a folder that fails is told."""
    chosen = choose(parent, kept.name)
    if not chosen:
        return
    path = Path(chosen) if chosen.lower().endswith(".pdf") else Path(f"{chosen}.pdf")

    def work() -> None:
        exports.save(kept.database, kept.what, {path: make()}, kept.cases, rows=kept.rows)

    background.run(work, show=lambda _none: shell.say(f"Guardado: {path.name}."), fail=shell.report, owner=parent)
