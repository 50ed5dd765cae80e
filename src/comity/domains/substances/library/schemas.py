"""What programs ask of the library and get from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.library import services
from comity.domains.substances.library.mixing import MOST_VOLTAGES, by_voltage
from comity.domains.substances.library.searching import MOST_HITS, USUAL_HITS
from comity.kernel.web.pagination import PageQuery
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

MOST_PEAKS = 50_000
Mode = Literal["identity", "open", "neutral-loss", "hybrid"]


def check_pairs(peaks: list[list[float]], where: str) -> None:
    """Every peak or point is a pair, and there are not too many."""
    if any(len(pair) != 2 for pair in peaks) or len(peaks) > MOST_PEAKS:
        what = message("spectra", "A peak is a pair of m/z and intensity.")
        raise InputError("peaks-unusable", what, where=where)


class SpectrumQueryIn(Schema, extra="forbid"):
    """One spectrum as it was measured."""

    peaks: list[list[float]] = Field(min_length=1, max_length=MOST_PEAKS, description="Pairs of m/z and intensity")
    technique: Literal["ei", "msms"] = "msms"
    precursor_mz: float | None = Field(None, gt=0)
    precursor_type: str = Field("", max_length=60)
    polarity: Literal["positive", "negative", ""] = ""

    def measured(self) -> Spectrum:
        """As a spectrum, or an `InputError`."""
        check_pairs(self.peaks, "peaks")
        known = self.model_dump(exclude={"peaks", "mode", "top", "label", "country", "provenance"})
        return Spectrum.from_peaks(self.peaks, **known)


class SearchIn(SpectrumQueryIn):
    """A query, and how to search."""

    mode: Mode = "identity"
    top: int = Field(USUAL_HITS, ge=1, le=MOST_HITS)


class UnknownSpectrumIn(SpectrumQueryIn):
    """An unknown to keep, with its label as data."""

    label: dict[str, Any]
    country: str = Field("", max_length=2)
    provenance: str = Field("", max_length=500)


class QuestionIn(SpectrumQueryIn):
    """A spectrum that other nodes are asked about, with the label of the question."""

    label: dict[str, Any]


class SpectrumReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=services.LONGEST_REASON)


class SpectrumLabelIn(SpectrumReasonIn):
    """Another label, and why."""

    label: dict[str, Any]


class IdentityIn(Schema):
    """Which substance of the register it is, and by what that is known."""

    substance: UUID
    reason: str = Field("", max_length=services.LONGEST_REASON)


class IdentityChangeOut(Schema):
    """Who said what a spectrum is of, or took it back."""

    at: datetime
    by: str
    what: str
    before: str
    after: str
    reason: str


class SpectraQuery(PageQuery):
    """Which spectra."""

    unknown: bool = Field(default=False, description="Only those without a name")
    inchikey: str = Field("", max_length=27)
    splash: str = Field("", max_length=60)
    purpose: str = Field("", max_length=40)


class PurposeQuery(Schema):
    """The purpose that is stated, for labels that ask for one."""

    purpose: str = Field("", max_length=40)


class SpectrumOut(Schema):
    """A spectrum without its peaks."""

    id: UUID
    identifier: str
    name: str
    provisional_code: str
    substance: UUID | None
    technique: str
    inchikey: str
    formula: str
    precursor_mz: float | None
    precursor_type: str
    peak_count: int
    splash: str
    licence: str
    contributor: str
    provenance: str
    country: str
    confidence: str
    from_node: str
    added_at: datetime
    withdrawn_at: datetime | None
    identity_changes: list[IdentityChangeOut]
    label: dict[str, Any]


class SpectrumPeaksOut(SpectrumOut):
    """A spectrum with its peaks."""

    peaks: list[list[float]]


class SpectrumHitOut(Schema):
    """A compound as an answer, by its best spectrum."""

    spectrum: SpectrumOut
    score: float
    matched_peaks: int
    probability: float
    spectra: int = Field(description="Visible spectra of the compound that were looked at")
    near_tie: int | None = Field(description="Number of the group of isomers that the scores do not tell apart")
    mass_difference: float | None
    difference: str
    match_factor: float | None
    reverse_match_factor: float | None


class FoundSpectraOut(Schema):
    """The answer to a search."""

    mode: str
    peaks: int
    without_mass: bool
    library: int = Field(description="Spectra searched: those that the caller may see")
    absent: float | None = Field(description="Chance that the compound is not among them")
    family: str = Field(description="Structural group in the register of what it is most like, where it is not there")
    nearest: UUID | None = Field(description="What it is most like, where it is probably not there")
    same_peaks: UUID | None
    hits: list[SpectrumHitOut]


class CurveIn(Schema, extra="forbid"):
    """An infrared or Raman curve as it was measured."""

    points: list[list[float]] = Field(min_length=2, max_length=MOST_PEAKS, description="Pairs of wavenumber and height")
    technique: Literal["infrared", "raman"] = "infrared"
    ordinate: Literal["absorbance", "transmittance", "intensity", ""] = ""
    top: int = Field(USUAL_HITS, ge=1, le=MOST_HITS)

    def measured(self) -> Trace:
        """As a curve, or an `InputError`."""
        check_pairs(self.points, "points")
        return Trace.from_points(self.points, technique=self.technique, ordinate=self.ordinate)


class CurveHitOut(Schema):
    """A curve of the library."""

    spectrum: SpectrumOut
    correlation: float = Field(description="Of slopes, from -1 to 1")
    overlap: float = Field(description="Common stretch of axis, in cm⁻¹")


class FoundCurvesOut(Schema):
    """The answer to a search among curves."""

    technique: str
    points: int
    library: int = Field(description="Curves compared: those that the caller may see")
    hits: list[CurveHitOut]


class MixtureIn(Schema, extra="forbid"):
    """A mixture at several in-source voltages: peaks by the voltage in volts."""

    spectra: dict[str, list[list[float]]] = Field(min_length=1, max_length=MOST_VOLTAGES)

    def measured(self) -> dict[str, Spectrum]:
        """By voltage, or an `InputError`."""
        for peaks in self.spectra.values():
            check_pairs(peaks[: MOST_PEAKS + 1], "spectra")
        given = (Spectrum.from_peaks(peaks, technique="ms1", collision_energy=at) for at, peaks in self.spectra.items())
        return by_voltage(given)


class MixturePartOut(Schema):
    """A substance found in a mixture."""

    spectrum: SpectrumOut
    explained: float = Field(description="Share of the intensity that it alone explains")
    reverse: float = Field(description="Lowest share, over the voltages, of its own peaks that are there")
    voltages: int


class ExplainedOut(Schema):
    """What explains a mixture."""

    explained: float = Field(description="Share of the intensity that all explain together")
    voltages: list[str]
    library: int = Field(description="Substances compared")
    parts: list[MixturePartOut]


class LeftOutOut(Schema):
    """A record that was not taken."""

    record: int
    line: int | None
    identifier: str
    code: str
    reason: str
    remedy: str


class SpectraAddedOut(Schema):
    """What became of a file."""

    added: list[UUID]
    known: list[UUID]
    same_peaks: list[tuple[UUID, UUID]] = Field(description="Added ones, each with a visible one of the same peaks")
    left_out: list[LeftOutOut]


class SpectrumAnswerOut(Schema):
    """What one node answered."""

    node: str
    state: str
    fault: str
    hits: list[dict[str, Any]]


class QuestionOut(Schema):
    """A question, and the nodes that were asked."""

    question: UUID
    answers: list[SpectrumAnswerOut]
