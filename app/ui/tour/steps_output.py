"""Activities 20 to 27: the director, the signature, the paper, the sheet, and the proof of delivery."""

from __future__ import annotations

import shutil
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from app import clock
from app.services import stored_documents
from app.ui.tour.hands import Lost
from app.ui.tour.rows import go_to_case, go_to_row
from app.ui.tour.trip import Trip
from app.ui.widgets import Confirm

_SIGNER, _PRINTING = "u_leovigilda", "u_temilda"
#: A sheet takes every letter of the pile; so many guides are enough for it.
_GUIDES = 400
_SIGNING = (
    ("file_outgoing", "numbered"),
    ("render_document", "rendered"),
    ("stamp_signature", "stamped"),
    ("upload_image", "uploaded"),
)


def run(trip: Trip) -> None:
    """From an approved reply to the end of the case."""
    _name_director(trip)
    _sign(trip)
    _print(trip)
    _hand_over(trip)
    _deliver(trip)


def _name_director(trip: Trip) -> None:
    """20 and 21: the director follows from the inputs; the agent passes the letter on."""
    walk, case = trip.walk, trip.case(trip.main)
    walk.enter(trip.agent(trip.main))
    page: Any = walk.open("Bandejas", "Firma")
    pane = page.naming
    go_to_case(walk.hands, pane.list.table, case)
    walk.hands.until(pane.panel.foot_act.button.isEnabled, "la carta no se puede pasar a firma")
    picture = walk.picture("name_director")
    walk.hands.click(pane.panel.foot_act.button)
    walk.happened("name_director", "named", case, picture)
    walk.happened("send_to_printing", "sent", case, walk.picture("send_to_printing"))


def _sign(trip: Trip) -> None:
    """24, 23, 22 and 25: one letter of its director's lane, four steps, no way back."""
    walk, case = trip.walk, trip.case(trip.main)
    walk.enter(_SIGNER)
    page: Any = walk.open("Bandejas", "Firma")
    pane = page.signing
    for at in range(len(pane.lanes.cards())):
        walk.hands.click(pane.lanes.cards()[at])
        walk.settle()
        if any(row.case_id == case for row in pane.list.letters()):
            break
    else:
        raise Lost("la carta no está en ningún carril de firma")
    go_to_case(walk.hands, pane.list.table, case)
    walk.hands.keys(pane.list.table, "Space")
    walk.hands.until(lambda: pane.panel.foot_act.button.isEnabled(), "la carta no se puede firmar")
    pictures = [walk.picture("file_outgoing")]
    walk.hands.click(pane.panel.foot_act.button)
    confirm = walk.hands.find(Confirm)
    pictures.append(walk.picture("render_document"))
    walk.hands.click(confirm.go)
    walk.reached("upload_image", "uploaded", case)
    walk.hands.until(lambda: not pane.run_view.running, "la firma no terminó")
    pictures += [walk.picture("stamp_signature")] * 2
    for (key, outcome), picture in zip(_SIGNING, pictures, strict=True):
        walk.happened(key, outcome, case, picture)


def _keep_letter(trip: Trip) -> None:
    """The signed letter as it is stored."""
    database = trip.walk.session.context.database
    papers = [row for row in database.table("documents_of", p_case=trip.case(trip.main)) if row.kind == "letter_signed"]
    if not papers:
        raise Lost("el expediente no tiene la carta firmada")
    (trip.walk.folder / "carta.pdf").write_bytes(stored_documents.fetch(database, papers[-1].document_id))


def _print(trip: Trip) -> None:
    """26: the batch of its municipality as one PDF, and marked once the paper is good."""
    walk, case = trip.walk, trip.case(trip.main)
    walk.enter(_PRINTING)
    _keep_letter(trip)
    page: Any = walk.open("Bandejas", "Impresión")
    batches, view = page.view.batches.table, page.view
    go_to_row(walk.hands, batches, lambda row: any(each.case_id == case for each in row.batch.rows))
    walk.settle()
    if not any(row.case_id == case for row in view.marked()):
        raise Lost("la carta no quedó marcada para imprimir")
    path = walk.folder / "lote-impresion.pdf"
    walk.hands.choose_file(str(path), partial(walk.hands.click, page.panel.save))
    walk.hands.until(path.exists, "el lote no se guardó")
    walk.hands.until(
        lambda: view.current() is not None and view.current().open is not None, "el lote no se abrió" + walk.said()
    )
    for letter in sorted(view.model.rows(), key=lambda row: row.place):
        walk.hands.type(page.panel.reader, letter.letter.outgoing)
        walk.hands.keys(page.panel.reader, "Return")
        walk.settle()
    walk.hands.until(page.panel.foot_act.button.isEnabled, "la pila no quedó leída" + walk.said())
    picture = walk.picture("print_response")
    walk.hands.click(page.panel.foot_act.button)
    walk.happened("print_response", "printed", case, picture)


def _hand_over(trip: Trip) -> None:
    """27: the pile goes to the operator with its sheet of guides."""
    walk, case = trip.walk, trip.case(trip.main)
    page: Any = walk.open("Bandejas", "Despacho")
    pane = page.sheets
    walk.hands.until(lambda: any(row.case_id == case for row in pane.marked()), "la carta no está en la pila")
    panel = pane.panel
    if not panel.contract.text():
        walk.hands.type(panel.contract, "0217-2026")
    if not panel.first.text():
        walk.hands.type(panel.first, "RA700000001CO")
    walk.hands.type(panel.last, _after(panel.first.text(), _GUIDES))
    walk.hands.until(panel.foot_act.button.isEnabled, "la planilla no se puede entregar" + walk.said())
    picture = walk.picture("hand_to_courier")
    walk.hands.click(panel.foot_act.button)
    confirm = walk.hands.find(Confirm)
    walk.hands.choose_file(str(walk.folder), partial(walk.hands.click, confirm.go))
    walk.happened("hand_to_courier", "handed", case, picture)
    walk.hands.until(lambda: list(walk.folder.glob("planilla-*.pdf")), "la planilla no se guardó")
    sheet = sorted(walk.folder.glob("planilla-*.pdf"))[-1]
    shutil.move(sheet, walk.folder / "planilla.pdf")


def _after(guide: str, count: int) -> str:
    """The guide so many places further on: RA700000001CO -> RA700000041CO."""
    digits = "".join(letter for letter in guide if letter.isdigit())
    head, _digits, tail = guide.partition(digits)
    return f"{head}{int(digits) + count - 1:0{len(digits)}d}{tail}"


def _deliver(trip: Trip) -> None:
    """27, «Fin»: who received it and the image of the guide; only then does the case end."""
    walk, case = trip.walk, trip.case(trip.main)
    page: Any = walk.open("Bandejas", "Despacho")
    walk.hands.click(next(made for made in page.tabs.buttons() if made.property("key") == "results"))
    pane = page.results
    go_to_case(walk.hands, pane.pane.table, case)
    walk.hands.type(pane.panel.received_by, trip.main.person.name)
    proof = trip.desk / "guia.png"
    _guide_image(trip, str(proof))
    walk.hands.choose_file(str(proof), partial(walk.hands.press, "Escoger imagen", pane.panel))
    picture = walk.picture("hand_to_courier_prueba")
    walk.hands.click(pane.panel.foot_act.button)
    walk.happened("hand_to_courier", "delivered", case, picture)
    if walk.witness.where(case).activity != 0:
        raise Lost("el caso no terminó con la prueba de entrega")
    walk.picture("entregada")


def _guide_image(trip: Trip, path: str) -> None:
    """What the operator's reader gives: the guide with who received it."""
    picture = QPixmap(900, 480)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    words = (
        f"PRUEBA DE ENTREGA\n\nRadicado {trip.main.shown}\n{clock.now():%d/%m/%Y %H:%M}\n\n"
        f"Recibió: {trip.main.person.name}"
    )
    painter.drawText(QRect(60, 60, 780, 360), int(Qt.AlignmentFlag.AlignLeft), words)
    painter.end()
    picture.save(path)
