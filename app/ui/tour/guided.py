"""The guided tour: opens the demonstration and walks petitions through the 27 activities, changing persona."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.errors import PqrError
from app.ui import style
from app.ui.entrance import Entrance
from app.ui.refusals import CrashHook, bug_code
from app.ui.tour import steps_analysis, steps_drafting, steps_intake, steps_looks, steps_output
from app.ui.tour.hands import Lost
from app.ui.tour.trip import Trip
from app.ui.tour.walk import Walk

Stage = Callable[[Trip], None]
#: In the order in which the petition meets them.
STAGES: tuple[tuple[str, Stage], ...] = (
    ("La puerta", lambda trip: steps_looks.first_door(trip.walk)),
    ("Radicación y asignación", steps_intake.run),
    ("Análisis, avales, desglose y escalamiento", steps_analysis.run),
    ("Proyección y calidad", steps_drafting.run),
    ("Firma, impresión y entrega", steps_output.run),
    ("Sin conexión", steps_looks.cut_off),
)


def drive(
    app: QApplication, make_entrance: Callable[[], Entrance], folder: Path, *, size: tuple[int, int], dark: bool
) -> int:
    """Walk through everything and write pictures, letters and the report into `folder`; 0 if all of it happened."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (
        *folder.glob("[0-9][0-9]*_*.png"),
        *folder.glob("*.pdf"),
        *folder.glob("planilla-*.xlsx"),
        folder / "recorrido.json",
    ):
        old.unlink(missing_ok=True)
    style.install(app, dark=dark)
    # The door's window closes and opens again between personas: that does not end the program.
    app.setQuitOnLastWindowClosed(False)
    # The dialogs of the system have no hands in them.
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    entrance = make_entrance()
    hook = CrashHook(app)
    hook.install()
    try:
        walk = Walk(entrance, folder, size, dark=dark)
        hook.crashed.connect(lambda error: _crashed(walk, error))
        entrance.window.resize(*size)
        entrance.start("preguntar")
        try:
            perform(Trip(walk), STAGES)
        except BaseException as error:
            walk.report.fail(f"Se detuvo: {type(error).__name__}.")
            raise
        finally:
            walk.report.write()
        return 0 if walk.report.ok else 1
    finally:
        hook.uninstall()
        entrance.close()


def perform(trip: Trip, stages: Sequence[tuple[str, Stage]]) -> None:
    """Walk the stages one after another; the first that gets lost ends the walk, with a picture of where."""
    walk = trip.walk
    try:
        for title, stage in stages:
            walk.report.tell(f"— {title}")
            stage(trip)
    except (Lost, PqrError) as error:
        said = error.user_message if isinstance(error, PqrError) else str(error)
        walk.report.fail(f"Se detuvo: {said}.")
        walk.picture("se_detuvo")
    finally:
        walk.witness.close()
        trip.close()


def _crashed(walk: Walk, error: BaseException) -> None:
    """A failure of the program ends the tour as failed; everybody in it is invented, so the trace may be shown."""
    walk.report.fail(f"El programa falló. Código {bug_code(error)}.")
    walk.report.tell("".join(traceback.format_exception(error)))
