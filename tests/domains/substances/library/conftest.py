import io

import numpy as np
import pytest
from django.test import Client

from comity.domains.substances.library import services
from comity.domains.substances.library.reading import checked_entries
from comity.kernel.accounts.models import User
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.label import Label, Tlp
from comity.science.spectra.spectrum import Spectrum


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """An index of its own for each test."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def analyst(house):
    return house.actor("Ada", house.laboratory, Role.ANALYST)


@pytest.fixture
def neighbour(house):
    """Of the other laboratory of the ministry."""
    return house.actor("Ben", house.second_laboratory, Role.ANALYST)


@pytest.fixture
def stranger(house):
    return house.actor("Kofi", house.institute, Role.LABORATORY_MANAGER)


@pytest.fixture
def browser_of():
    def sign_in(actor):
        client = Client()
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in


def only_own(actor, **more):
    return Label(Tlp.AMBER_STRICT, str(actor.party_id), **more)


def clear(actor):
    return Label(Tlp.CLEAR, str(actor.party_id))


def measured(seed=1, **known):
    """An invented tandem spectrum."""
    chance = np.random.default_rng(seed)
    peaks = np.column_stack([np.round(50 + np.cumsum(chance.uniform(3, 20, 12)), 4), chance.uniform(5, 100, 12)])
    return Spectrum.from_peaks(peaks, **{"precursor_mz": 400.1, "precursor_type": "[M+H]+"} | known)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Within this block what is to follow a commit follows."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def filled(analyst, committed):
    """Three open spectra of the laboratory."""
    with committed():
        return services.add_spectra(analyst, entries(THREE), clear(analyst)).added


def entries(text, name="three.msp"):
    return checked_entries(io.BytesIO(text.encode()), name)


def as_msp(spectrum, name="", identifier="", **more):
    lines = [f"Name: {name or spectrum.name}", f"ID: {identifier}", f"PrecursorMZ: {spectrum.precursor_mz}"]
    lines += ["Precursor_type: [M+H]+", "Spectrum_type: MS2", *(f"{key}: {value}" for key, value in more.items())]
    lines += [f"Num Peaks: {spectrum.mz.size}"]
    lines += [f"{mz} {height}" for mz, height in zip(spectrum.mz, spectrum.intensity, strict=True)]
    return "\n".join(lines) + "\n\n"


THREE = "".join(as_msp(measured(seed), f"Invented {seed}", f"T-{seed}") for seed in (1, 2, 3))
