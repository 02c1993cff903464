"""«Guardar copia TIFF» of a letter really signed: in the window, on disk, in the log, and refused to others."""

from __future__ import annotations

import psycopg
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services.database import Database
from app.services.gateways.filing import EmbeddedFiling
from app.services.perform import Performer
from app.services.signing import Signer, State
from app.ui.trays.printing.page import PrintingPage
from tests.people import STAFF


@pytest.fixture
def signed(make_reply, make_director, perform, engine_as):
    """The case of a letter that waits to be printed."""
    make_director(1)
    reply = make_reply(areas=(1,), municipality="05154")
    perform("agent", reply.case_id, 1, "name_director", "named")
    perform("agent", reply.case_id, 2, "send_to_printing", "sent")
    database = Database(engine_as(STAFF["signer"].login))
    assert Signer(database, Performer(database), EmbeddedFiling(database)).sign(reply.case_id).state is State.SIGNED
    return reply.case_id


def test_the_copy_is_saved_and_noted_as_an_export(signed, desk_of, tmp_path, sql_as, qtbot) -> None:
    tmp_path = tmp_path / "copias"
    tmp_path.mkdir()
    desk = desk_of("printing", PrintingPage)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    desk.page.activate()
    target = tmp_path / "copia"
    names: list[str] = []
    desk.page.tiff._choose = lambda _page, name: names.append(name) or str(target)
    number = desk.page.view.model.rows()[0].letter.outgoing
    [order] = [each for each in desk.page.commands() if "TIFF" in each.title]
    [copy] = [each for each in desk.page.panel.findChildren(QPushButton) if "Copia TIFF" in each.text()]
    for click in (
        lambda: QTest.mouseClick(copy, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(desk.page.view.batches.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier),
        order.run,
    ):
        (tmp_path / "copia.tif").unlink(missing_ok=True)
        click()
        assert (tmp_path / "copia.tif").exists()
    assert names == [f"{number}.tif"] * 3
    with Image.open(tmp_path / "copia.tif") as image:
        assert image.info["compression"] == "group4" and image.info["dpi"] == (300, 300)
        assert image.tag_v2[269].replace("-", "") == number.replace("-", "")
        assert image.convert("L").histogram()[0] > 20_000
    assert list(tmp_path.iterdir()) == [tmp_path / "copia.tif"], "nothing half-written beside it"
    log = sql_as("postgres").execute(
        "SELECT count(*) FROM pqr_audit.read_log WHERE case_id = %s AND reason LIKE 'Exportación:%%'"
        " AND session_login = %s", [signed, STAFF["printing"].login]
    )  # fmt: skip
    assert log.fetchone() == (3,)
    desk.page.tiff._choose = lambda _page, _name: str(tmp_path / "no hay" / "copia.tif")
    order.run()
    assert list(tmp_path.iterdir()) == [tmp_path / "copia.tif"]


@pytest.mark.parametrize("role", ["mission", "phone_agent", "admin"])
def test_who_does_not_hold_the_case_gets_no_copy(signed, sql_as, role) -> None:
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as(role).execute("SELECT pqr_api.export_letter(%s)", [signed])
