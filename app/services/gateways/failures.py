"""The three ways in which another system fails to answer; they differ in what may be done next."""

from __future__ import annotations

from app.errors import PqrError


class GatewayFailure(PqrError):
    """El otro sistema no hizo lo que se le pidió. Revise el caso e intente de nuevo."""

    code = "gateway"


class NotSent(GatewayFailure):
    """La petición no salió de este equipo: no hay conexión con el otro sistema. Puede repetirse sin riesgo."""

    code = "gateway_not_sent"


class Rejected(GatewayFailure):
    """El otro sistema negó la petición y no hizo nada. Corrija lo que dice y repita."""

    code = "gateway_rejected"


class Indeterminate(GatewayFailure):
    """No se sabe si el otro sistema alcanzó a hacerlo. No se repite a ciegas: primero se le pregunta."""

    code = "gateway_indeterminate"
