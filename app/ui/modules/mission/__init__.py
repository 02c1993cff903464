"""Misionales: the area that answers, Control de Escalamiento that receives, and what they decide with a lawyer."""

from __future__ import annotations

from app.ui.modules.mission.area_page import AreaPage
from app.ui.modules.mission.control_page import ControlPage
from app.ui.modules.mission.joint_page import JointPage

__all__ = ["AreaPage", "ControlPage", "JointPage"]
