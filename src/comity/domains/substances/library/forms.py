"""Forms of the library: a query, a file to add, an unknown to keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances.library.mixing import by_voltage
from comity.domains.substances.library.reading import (
    LARGEST_FILE,
    LARGEST_PASTE,
    one_measured,
    pasted_curve,
    several_measured,
)
from comity.domains.substances.library.services import LONGEST_REASON
from comity.kernel.parties.countries import country_choices
from comity.kernel.web.pages import add_error
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Ordinate, Trace, TraceTechnique

MODES: list[tuple[str, Any]] = [
    ("identity", pgettext_lazy("way of searching", "the same compound")),
    ("open", pgettext_lazy("way of searching", "the same compound, whatever the precursor")),
    ("hybrid", pgettext_lazy("way of searching", "relatives: fragments, shifted by the difference of the masses")),
    ("neutral-loss", pgettext_lazy("way of searching", "relatives: what is lost from the precursor")),
]
KINDS: list[tuple[str, Any]] = [
    ("", pgettext_lazy("kind of a spectrum", "as the file says")),
    ("ei", pgettext_lazy("kind of a spectrum", "electron ionisation")),
    ("msms", pgettext_lazy("kind of a spectrum", "tandem mass spectrum")),
    ("infrared", pgettext_lazy("kind of a spectrum", "infrared, absorbance")),
    ("transmittance", pgettext_lazy("kind of a spectrum", "infrared, transmittance")),
    ("raman", pgettext_lazy("kind of a spectrum", "Raman")),
]
CURVES: dict[str, tuple[TraceTechnique, Ordinate]] = {
    "infrared": ("infrared", "absorbance"),
    "transmittance": ("infrared", "transmittance"),
    "raman": ("raman", "intensity"),
}
POLARITIES: list[tuple[str, Any]] = [
    ("", "–"),
    ("positive", pgettext_lazy("polarity", "positive")),
    ("negative", pgettext_lazy("polarity", "negative")),
]
VOLTAGES = ("30", "60", "90")
FILES = ".msp,.mgf,.txt,.csv,.tsv,.jdx,.dx,.mzml,.gz"


class QueryForm(forms.Form):
    """One spectrum: from a file, or pasted. After a search it holds the peaks, so that everything else can follow."""

    file = forms.FileField(
        label=pgettext_lazy("spectra", "File of a spectrum"),
        help_text=pgettext_lazy(
            "spectra", "MSP, MGF, MassBank, mzML, JCAMP-DX or CSV, at most 8 MB; its first record."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )
    peaks = forms.CharField(
        label=pgettext_lazy("spectra", "Or paste peaks"),
        help_text=pgettext_lazy("spectra", "m/z and intensity, one pair a line; of a curve wavenumber and height."),
        required=False,
        max_length=LARGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6, "class": "code", "spellcheck": "false", "dir": "ltr"}),
    )
    technique = forms.ChoiceField(label=pgettext_lazy("spectra", "Measured by"), choices=KINDS, required=False)
    precursor_mz = forms.FloatField(
        label=pgettext_lazy("spectra", "m/z of the precursor"), required=False, min_value=1, max_value=100_000
    )
    precursor_type = forms.CharField(
        label=pgettext_lazy("spectra", "Type of the precursor, as in [M+H]+"), required=False, max_length=60
    )
    polarity = forms.ChoiceField(label=pgettext_lazy("spectra", "Polarity"), choices=POLARITIES, required=False)
    mode = forms.ChoiceField(label=pgettext_lazy("spectra", "Look for"), choices=MODES, required=False)

    def measured(self) -> Spectrum | Trace | None:
        """The spectrum or curve that was given, or nothing and an error in words."""
        if not self.is_valid():
            return None
        try:
            return self._measured()
        except ComityError as error:
            add_error(self, error)
            return None

    def of_mass(self) -> Spectrum | None:
        """The same where only a mass spectrum will do."""
        found = self.measured()
        if isinstance(found, Trace):
            what = message("spectra", "Other nodes are asked about mass spectra, not about curves.")
            add_error(self, InputError("not-a-mass-spectrum", what, where="peaks"))
            return None
        return found

    def _measured(self) -> Spectrum | Trace:
        given, sent = self.cleaned_data, self.cleaned_data.get("file")
        curve = CURVES.get(given["technique"])
        if sent is not None:
            found = one_measured(sent.read(LARGEST_FILE + 1), sent.name)
        elif given["peaks"].strip() and curve:
            found = pasted_curve(given["peaks"], *curve)
        elif given["peaks"].strip():
            found = one_measured(given["peaks"].encode())
        else:
            what = message("spectra", "Choose a file, or paste peaks.")
            raise InputError("no-spectrum", what, where="peaks")
        if isinstance(found, Trace):
            return found
        return replace(found, **self._said(sent is None))

    def _said(self, pasted: bool) -> dict[str, Any]:  # noqa: FBT001 - its one caller has the word beside it
        """What was said beside the peaks."""
        given = self.cleaned_data
        wanted = {name: given[name] for name in ("precursor_mz", "precursor_type", "polarity") if given[name]}
        if given["technique"] and given["technique"] not in CURVES:
            wanted["technique"] = given["technique"]
        elif pasted and given["precursor_mz"]:
            wanted["technique"] = "msms"
        return wanted

    def holding(self, spectrum: Spectrum | Trace) -> QueryForm:
        """The same form with the peaks in it instead of a file."""
        if isinstance(spectrum, Trace):
            return self._holding_curve(spectrum)
        lines = (f"{mz:.12g} {height:.8g}" for mz, height in zip(spectrum.mz, spectrum.intensity, strict=True))
        initial = {
            "peaks": "\n".join(lines),
            "technique": spectrum.technique,
            "precursor_mz": spectrum.precursor_mz,
            "precursor_type": spectrum.precursor_type,
            "polarity": spectrum.polarity,
            "mode": self.cleaned_data.get("mode") or "identity",
        }
        return QueryForm(initial=initial)

    def _holding_curve(self, curve: Trace) -> QueryForm:
        pairs = zip(curve.wavenumber, curve.height, strict=True)
        kind = "transmittance" if curve.ordinate == "transmittance" else curve.technique
        return QueryForm(
            initial={"peaks": "\n".join(f"{x:.8g} {y:.8g}" for x, y in pairs), "technique": kind, "mode": "identity"}
        )


def countries() -> list[tuple[str, Any]]:
    """Countries to choose from, none first."""
    return [("", "–"), *country_choices()]


class OriginForm(forms.Form):
    """What is known beside the peaks."""

    country = forms.ChoiceField(label=pgettext_lazy("spectra", "Country in which the sample was found"), required=False)
    provenance = forms.CharField(
        label=pgettext_lazy("spectra", "Where it is from, in a few words"),
        help_text=pgettext_lazy("spectra", "Case or sample number, library, method. Nothing that names a person."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]  # a field with choices


class AddForm(OriginForm):
    """Files of spectra for the library."""

    file = forms.FileField(
        label=pgettext_lazy("spectra", "File of spectra"),
        help_text=pgettext_lazy("spectra", "MSP, MGF, MassBank, mzML, JCAMP-DX or CSV, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": FILES}),
    )
    licence = forms.CharField(
        label=pgettext_lazy("spectra", "Licence, where the file names none"), max_length=120, required=False
    )
    field_order = ("file", "licence", "country", "provenance")


class ReasonForm(forms.Form):
    """Why something is done that others see."""

    reason = forms.CharField(label=pgettext_lazy("spectra", "Reason"), max_length=LONGEST_REASON)


class NamingForm(ReasonForm):
    """Which entry of the register a spectrum is of."""

    entry = forms.CharField(
        label=pgettext_lazy("spectra", "Entry of the register"),
        max_length=300,
        help_text=pgettext_lazy("spectra", "Its exact name, InChIKey or provisional code; nothing is guessed."),
    )
    field_order = ("entry", "reason")


class MixtureForm(forms.Form):
    """A mixture measured at several in-source voltages: a file with one record each, or peaks pasted for each."""

    file = forms.FileField(
        label=pgettext_lazy("spectra", "File of the mixture"),
        help_text=pgettext_lazy(
            "spectra", "One record for each voltage, which stands as its collision energy; at most 8 MB."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for volts in VOLTAGES:
            self.fields[f"at_{volts}"] = forms.CharField(
                label=pgettext_lazy("spectra", "Or peaks at %(volts)s V") % {"volts": volts},
                required=False,
                max_length=LARGEST_PASTE,
                widget=forms.Textarea(attrs={"rows": 4, "class": "code", "spellcheck": "false", "dir": "ltr"}),
            )

    def mixture(self) -> dict[str, Spectrum] | None:
        """Spectra by voltage, or nothing and an error in words."""
        if not self.is_valid():
            return None
        try:
            sent = self.cleaned_data["file"]
            if sent is not None:
                return by_voltage(several_measured(sent.read(LARGEST_FILE + 1), sent.name))
            return self._pasted()
        except ComityError as error:
            add_error(self, error)
            return None

    def _pasted(self) -> dict[str, Spectrum]:
        found: dict[str, Spectrum] = {}
        for volts in VOLTAGES:
            text = self.cleaned_data[f"at_{volts}"].strip()
            try:
                read = one_measured(text.encode()) if text else None
            except ComityError as error:
                raise InputError(error.code, error.what, where=f"at_{volts}", remedy=error.remedy) from error
            if isinstance(read, Spectrum):
                found[volts] = replace(read, technique="ms1")
        if not found:
            what = message("spectra", "Choose a file, or paste peaks of at least one voltage.")
            raise InputError("no-spectrum", what, where="file")
        return found
