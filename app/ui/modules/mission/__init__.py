"""Misionales: the area that answers, and Control de Escalamiento that receives."""

from __future__ import annotations

from app.ui.modules.mission.area_page import AreaPage
from app.ui.modules.mission.control_page import ControlPage

__all__ = ["AreaPage", "ControlPage"]
