"""Activities 16 to 19: the reply is taken out of the batches, written claim by claim, drawn and reviewed."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.ui.tour.hands import Lost
from app.ui.tour.rows import go_to_case, go_to_row
from app.ui.tour.trip import Trip
from app.ui.trays.drafting.block import ClaimBlock
from app.ui.widgets import Confirm

_ANALYST, _QUALITY = "u_nicanor", "u_fidelina"
#: What the agent writes by hand where the library is not used: claim, words, decision.
_WRITTEN = {
    1: (
        "Su solicitud de indemnización administrativa está documentada y sigue la ruta general. Según el reporte"
        " {{insumo_sistema}} del {{insumo_fecha}}, su pago todavía no tiene giro ordenado.",
        "Explica",
    ),
    2: (
        "Su giro de atención humanitaria está colocado en el Banco Agrario de su municipio. Puede cobrarlo con su"
        " documento de identidad durante los próximos treinta días.",
        "Explica",
    ),
    3: (
        "Su hogar fue medido el 15 de octubre de 2026. La medición mostró carencia en alojamiento y alimentación; por"
        " eso se le reconoció la atención humanitaria por cuatro meses.",
        "Concede",
    ),
}


def run(trip: Trip) -> None:
    """From the inputs to a reply that quality has approved."""
    _in_bulk(trip)
    _alone(trip)
    _write(trip)
    _draw(trip)
    _review(trip)


def _in_bulk(trip: Trip) -> None:
    """16, «Sí»: other cases that are alike get their reply together."""
    walk = trip.walk
    walk.enter(_ANALYST)
    page: Any = walk.open("Masiva", "Proyección en lote")
    groups = page.groups
    walk.hands.until(lambda: groups.rows, "no hay grupos por proyectar en lote")
    mine = trip.case(trip.main)
    for group in sorted(groups._groups, key=lambda each: (each.letters < 2, each.letters)):
        walk.hands.choose(groups.box, group.group_key)
        ready = walk.hands.wait_if(partial(_ready, groups, group), 3)
        if ready and all(row.case_id != mine for row in groups.rows):
            break
    else:
        raise Lost("ningún grupo se puede proyectar en lote")
    case = groups.alike()[0].case_id
    picture = walk.picture("draft_in_bulk")
    walk.hands.click(groups.go)
    walk.hands.click(walk.hands.find(Confirm).go)
    walk.happened("draft_in_bulk", "bulk", case, picture)
    walk.picture("draft_in_bulk_lote")


def _ready(groups: Any, group: Any) -> bool:
    return groups.group.group_key == group.group_key and bool(groups.alike()) and groups.go.isEnabled()


def _alone(trip: Trip) -> None:
    """16, «No»: the agent of the main petition writes it."""
    walk, page = trip.walk, _open(trip)
    picture = walk.picture("draft_in_bulk_individual")
    walk.hands.press("Proyectar de forma individual", page.desk)
    walk.happened("draft_in_bulk", "individual", trip.case(trip.main), picture)


def _open(trip: Trip) -> Any:
    walk = trip.walk
    walk.enter(trip.agent(trip.main))
    page: Any = walk.open("Bandejas", "Proyección")
    go_to_case(walk.hands, page.pane.table, trip.case(trip.main))
    walk.hands.until(
        lambda: page.desk.sheet is not None and page.desk.sheet.case_id == trip.case(trip.main),
        "la respuesta no se abrió",
    )
    walk.settle()
    return page


def _write(trip: Trip) -> None:
    """17: an approved text where the library has one in force, the agent's own words elsewhere."""
    walk, page = trip.walk, _open(trip)
    walk.hands.until(
        lambda: page.desk.sheet is not None and page.desk.sheet.may_write, "la respuesta no se puede escribir"
    )
    for at in range(len(page.desk.editor.blocks)):
        block = page.desk.editor.blocks[at]
        if not (at == 0 and _from_library(trip, page, block)):
            _by_hand(trip, block)
    walk.hands.until(partial(_complete, page), "la respuesta no queda completa")
    picture = walk.picture("draft_response")
    walk.hands.click(page.desk.outlook.send)
    walk.happened("draft_response", "drafted", trip.case(trip.main), picture)


def _complete(page: Any) -> bool:
    return not page.desk.problems() and page.desk.outlook.send.isEnabled()


def _from_library(trip: Trip, page: Any, block: ClaimBlock) -> bool:
    """Insert the approved text of the claim; False where the library has none in force."""
    walk, drawer = trip.walk, page.desk.drawer
    walk.hands.press(f"Texto aprobado para la pretensión {block.claim.ordinal}", block)
    walk.hands.until(drawer.isVisible, "la biblioteca no se abrió")
    walk.picture("draft_response_biblioteca")
    if not drawer.insert.isEnabled():
        walk.hands.press("Cerrar la biblioteca", drawer)
        return False
    walk.hands.click(drawer.insert)
    return bool(walk.hands.until(lambda: not drawer.isVisible(), "la biblioteca no se cerró"))


def _by_hand(trip: Trip, block: ClaimBlock) -> None:
    words, decision = _WRITTEN[block.claim.ordinal]
    trip.walk.hands.type(block.edit, words.replace("{{insumo_sistema}} ", "").replace("{{insumo_fecha}}", "sistema"))
    trip.walk.hands.menu(block.decision, decision)


def _draw(trip: Trip) -> None:
    """18: the server draws; a letter that falls due the next day is always reviewed."""
    walk = trip.walk
    walk.enter(_QUALITY)
    page: Any = walk.open("Calidad", "Lotes")
    case = trip.case(trip.main)
    scope = f"area:3:{page._context.calendar.today.isoformat()}"
    go_to_row(walk.hands, page.pane.table, lambda lot: lot.state == "to_draw" and lot.scope == scope)
    walk.hands.until(lambda: page._plan is not None and page.panel.draw.isEnabled(), "el lote no tiene plan")
    picture = walk.picture("sample_for_quality")
    walk.hands.click(page.panel.draw)
    walk.hands.click(walk.hands.find(Confirm).go)
    walk.happened("sample_for_quality", "sampled", case, picture)
    walk.settle()


def _review(trip: Trip) -> None:
    """19: petition and letter side by side, the rubric, and the verdict that follows from it."""
    walk, case = trip.walk, trip.case(trip.main)
    page: Any = walk.open("Calidad", "Revisión")
    walk.hands.until(lambda: page.lot_box.count(), "no hay lotes en revisión")
    for key in [page.lot_box.itemData(at) for at in range(page.lot_box.count())]:
        if any(each.case_id == case for each in page.letters):
            break
        walk.hands.choose(page.lot_box, key)
        walk.settle()
    for _ in range(len(page.letters)):
        if page.desk._letter is not None and page.desk._letter.case_id == case:
            break
        walk.hands.keys(page, "F3")
        walk.settle()
    else:
        raise Lost("la carta no está entre las que salieron en la muestra")
    walk.hands.until(page.desk.verdict.isEnabled, "la carta no se puede revisar")
    picture = walk.picture("review_quality")
    walk.hands.click(page.desk.verdict)
    walk.happened("review_quality", "approved", case, picture)
