"""The refusals of the program: each carries its own Spanish sentence, what happened and what to do."""

from __future__ import annotations


class PqrError(Exception):
    """No se pudo hacer lo que pidió. Intente de nuevo; si se repite, informe a soporte."""

    #: Stable code for logs, tests and reports; the class name says the same in words.
    code = "refused"

    def __init__(self, detail: str = "", *, sentence: str | None = None) -> None:
        """Keep `detail` (English, for logs, no personal data); `sentence` replaces the class's own."""
        super().__init__(detail or self.__class__.__name__)
        self._sentence = sentence

    @property
    def user_message(self) -> str:
        """The Spanish sentence to show."""
        return self._sentence or (self.__class__.__doc__ or PqrError.__doc__ or "").strip()


class ProcedureBroken(PqrError):
    """El archivo del procedimiento tiene un error. Reinstale el programa o informe a soporte."""

    code = "procedure_broken"


class Refused(PqrError):
    """El servidor no permitió este paso. Actualice la bandeja y revise el caso."""

    code = "refused"


class CaseMoved(PqrError):
    """El caso cambió mientras usted trabajaba. Actualice la bandeja e intente de nuevo; lo escrito se conserva."""

    code = "stale_version"

    def __init__(self, detail: str = "", *, version: int | None = None, activity: str | None = None) -> None:
        """Where the case stands now, if the server said it: version and key of the activity, None once it ended."""
        super().__init__(detail)
        self.version, self.activity = version, activity
        #: It left this person's hands; the version and the activity are then those of the step that took it.
        self.is_gone = False

    def say(self, sentence: str) -> None:
        """Tell it in more precise words."""
        self._sentence = sentence


class Busy(PqrError):
    """Otra persona está trabajando en este caso. Intente de nuevo en un momento."""

    code = "busy"


class Overloaded(Busy):
    """El servidor no alcanzó a responder y no hizo nada. Intente de nuevo en un momento."""

    code = "overloaded"


class ServerFull(PqrError):
    """El servidor se quedó sin espacio en disco. Lo hecho quedó hecho; avise a soporte y siga cuando haya espacio."""

    code = "server_full"


class Offline(PqrError):
    """No hay conexión con el servidor. Lo que pueda esperar se enviará al volver la red."""

    code = "offline"


class AnswerLost(Offline):
    """La conexión se cortó antes de la respuesta: no se sabe si alcanzó a hacerse. Revise el caso al volver la red."""

    code = "answer_lost"


class ServerDown(Offline):
    """El servidor no responde. Revise la red o avise a Tecnología; puede reintentar sin perder nada."""

    code = "server_down"


class CannotWait(Offline):
    """No hay conexión y este paso no puede esperarla: no se hizo. Repítalo al volver la red; lo escrito se conserva."""

    code = "cannot_wait"


class WrongPassword(PqrError):
    """El usuario o la contraseña no son correctos. Escríbalos de nuevo o pida una contraseña nueva al administrador."""

    code = "wrong_password"


class AccessWithdrawn(PqrError):
    """Su acceso fue retirado. Hable con su líder o con el administrador."""

    code = "no_person"


class RolesChanged(PqrError):
    """Sus permisos cambiaron mientras no había conexión. Ingrese de nuevo; lo que decidió y escribió se conserva."""

    code = "roles_changed"


class SchemaNewer(PqrError):
    """La base de datos es más nueva que este programa. Actualice el programa para seguir trabajando."""

    code = "client_too_old"


class ProgramTooOld(PqrError):
    """Este programa es anterior a la versión mínima: sólo puede consultar. Actualícelo para enviar; nada se pierde."""

    code = "client_too_old"


class SchemaOlder(PqrError):
    """La base de datos es más antigua que este programa. Pida al administrador que la actualice."""

    code = "schema_older"


class InsecureConnection(PqrError):
    """La conexión a ese servidor no es segura. Use la dirección y el certificado que le dio Tecnología."""

    code = "insecure_connection"


class InvalidInput(PqrError):
    """Hay un dato que no sirve. Corríjalo e intente de nuevo."""

    code = "payload"


class QuotaReached(PqrError):
    """Usted alcanzó el límite diario de consultas de datos personales. Si lo necesita, pida autorización a su líder."""

    code = "quota"
