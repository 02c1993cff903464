"""What a source of signatures offers before any PIN: usable or why not, the PIN's state, the stamping authority."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.errors import Refused
from app.services.output.means import Means, look, open_session
from app.services.output.signing_reads import Lane
from app.services.signatures.certificate import facts
from app.services.signatures.errors import PinWrong
from app.services.signatures.sources import Pkcs12Source, TokenSource
from tests.support.pki import PASSWORD


@pytest.fixture
def lane(entity):
    found = facts(entity.certificate("director"))
    return Lane(
        director_id=1, area_name="Área", name="Directora de Prueba", position="Directora", is_acting=False, letters=1,
        control_bodies=0, sampled=0, bulk=0, first_due=None, overdue=0, obstacle="", authority_act="",
        published_on=None, authority_from=None, authority_to=None, director_act="Resolución 1", director_to=None,
        signing_method="certificate", certificates=[found.thumbprint], certificate_serial=found.serial,
        certificate_to=dt.date(2036, 1, 1),
    )  # fmt: skip


def told(found) -> dict[str, tuple[str, str]]:
    return {each.title: (each.state, each.value) for each in found.findings}


@pytest.mark.tools
def test_a_token_says_whether_its_pin_can_still_be_tried(lane, device, tsa, trust) -> None:
    found = look(lane, Means(TokenSource(device.module, "director"), tsa, trust))
    assert told(found)["Intentos de PIN"] == ("good", "sin errores")
    assert told(found)["En el medio"][0] == "good" and found.thumbprint == lane.certificates[0]
    assert told(found)["Sello de tiempo"][0] == "good" and "director" in found.device
    final = look(lane, Means(TokenSource(device.module, "final"), None, None))
    assert told(final)["Intentos de PIN"] == ("warn", "queda 1 intento") and final.final_try
    locked = look(lane, Means(TokenSource(device.module, "locked"), None, None))
    assert told(locked)["Intentos de PIN"] == ("danger", "bloqueado")
    gone = look(lane, Means(TokenSource(device.module, "pulled"), None, None))
    assert told(gone)["Medio de firma"] == ("danger", "no responde")
    assert "Conéctelo" in next(each.sentence for each in gone.findings if each.title == "Medio de firma")


@pytest.mark.tools
def test_a_token_with_another_certificate_says_whose_it_is(lane, device, trust) -> None:
    other = dataclasses.replace(lane, certificates=["0" * 64])
    found = look(other, Means(TokenSource(device.module, "director"), None, trust))
    finding = next(each for each in found.findings if each.title == "En el medio")
    assert finding.state == "danger" and "PEREZ LOPEZ" in finding.sentence and found.thumbprint == ""


def test_a_file_shows_nothing_before_its_password_and_opens_once(lane, entity, trust) -> None:
    means = Means(Pkcs12Source(entity.pkcs12("director")), None, trust)
    found = look(lane, means)
    assert told(found)["Archivo .p12"][0] == "good" and told(found)["Sello de tiempo"] == ("warn", "sin autoridad")
    with pytest.raises(PinWrong):
        open_session(lane, means, "", "otra")
    open_session(lane, means, "", PASSWORD).close()
    stranger = Means(Pkcs12Source(entity.pkcs12("second")), None, trust)
    with pytest.raises(Refused) as refused:
        open_session(lane, stranger, "", PASSWORD)
    assert refused.value.reason == "certificate_of_another"


def test_a_dead_authority_and_a_source_not_chosen_are_told(lane, entity, tsa) -> None:
    entity.dead.add("tsa")
    found = look(lane, Means(Pkcs12Source(entity.pkcs12("director")), tsa, None))
    assert told(found)["Sello de tiempo"] == ("warn", "no responde") and told(found)["Autoridad"] == ("warn", "ninguna")
    assert told(look(lane, Means(None, None, None)))["Medio de firma"] == ("danger", "sin elegir")
    ended = dataclasses.replace(lane, certificates=[], certificate_to=dt.date(2020, 1, 1))
    assert told(look(ended, Means(None, None, None)))["Certificado vigente"][0] == "danger"
