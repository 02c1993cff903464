"""Whether a certificate is believed: its chain up to an anchor, and that nobody revoked it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from app.services.signatures.certificate import Chain
from app.services.signatures.trust import Preserved, Revocation, Trust
from app.services.signatures.waiting import finished

_STRICT: Revocation = "hard-fail"
_LENIENT: Revocation = "soft-fail"


class ChainState(StrEnum):
    """What the entities answer of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    INCOMPLETE = "incomplete"
    #: Nobody answered whether it is revoked.
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"


SENTENCES = {
    ChainState.GOOD: "La entidad de certificación confirma que el certificado no está revocado.",
    ChainState.REVOKED: "El certificado está revocado, así que no puede firmar. Pida otro a su entidad.",
    ChainState.INCOMPLETE: "El certificado no llega a una autoridad de confianza. Pida al administrador que "
    "registre la raíz de la entidad que lo expidió.",
    ChainState.UNKNOWN: "La entidad no respondió si el certificado está revocado. Se verifica después.",
    ChainState.UNUSABLE: "La cadena del certificado no es válida. Pida a su entidad de certificación que la revise.",
}


def check_chain(chain: Chain, trust: Trust, when: dt.datetime | None = None) -> tuple[ChainState, str]:
    """Ask by network, strictly: no answer is not taken for a good one. Returns the state and its sentence."""
    state = finished(check_in(chain, trust, when))
    return state, SENTENCES[state]


async def check_in(
    chain: Chain, trust: Trust, when: dt.datetime | None, preserved: Preserved | None = None
) -> ChainState:
    """The same for one who is asking already; `preserved` are proofs that a file keeps."""
    from asn1crypto import x509
    from pyhanko_certvalidator import CertificateValidator, errors

    above = [x509.Certificate.load(der) for der in chain.certificates[1:]]
    leaf = x509.Certificate.load(chain.leaf)
    # A certificate for documents needs no purpose beyond its key usage, which `facts` has looked at.
    for mode in (_STRICT, _LENIENT):
        context = trust.context(when, mode, preserved)
        try:
            await CertificateValidator(leaf, above, validation_context=context).async_validate_path()
        except errors.RevokedError:
            return ChainState.REVOKED
        except errors.PathBuildingError:
            return ChainState.INCOMPLETE
        except errors.InsufficientRevinfoError:
            continue
        except errors.PathValidationError:
            return ChainState.UNUSABLE
        return ChainState.GOOD if mode == _STRICT else ChainState.UNKNOWN
    return ChainState.UNKNOWN
