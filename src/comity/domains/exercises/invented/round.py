"""Makes the round: one random stream, drawn in a fixed order, so that a seed gives the same files everywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np

from comity.base.messages import message
from comity.domains.exercises.evaluation import PastScore
from comity.domains.exercises.invented.people import laboratories
from comity.domains.exercises.invented.planted import Planted
from comity.domains.exercises.results import COLUMNS
from comity.kernel.tables import csv_text

LABORATORIES = 120
ROUNDS = ("2023/1", "2023/2", "2024/1", "2024/2", "2025/1", "2025/2")
TECHNIQUES = ("GC-FID", "GC-MS", "HPLC-UV", "LC-MS/MS")

# item, measurand, true value, relative standard deviation between laboratories, decimals, share that reports
MEASURED = (
    ("A", "cocaine", 45.2, 0.030, 1, 1.00),
    ("A", "levamisole", 6.1, 0.055, 2, 0.85),
    ("B", "cocaine", 71.8, 0.028, 1, 1.00),
    ("B", "levamisole", 3.2, 0.060, 2, 0.85),
    ("C", "heroin", 24.6, 0.035, 1, 0.95),
    ("C", "6-mam", 2.3, 0.080, 2, 0.70),
    ("D", "methamfetamine", 63.0, 0.025, 1, 0.95),
    ("E", "mdma", 33.5, 0.025, 1, 0.90),
)
COCAINE_SALT = 0.8927
FORM_CONFUSED = ("L011", "L023", "L034", "L049", "L062", "L077", "L093", "L108")
FORM_STATED = ("L007", "L019", "L031", "L043", "L055")
SWAPPED, WRONG_UNIT, SLIPPED = "L037", "L064", "L086"
COPIED = ("L081", "L082")
LATE = ("L015", "L058", "L099", "L116")
BELOW_LIMIT = ("L003", "L026", "L040", "L071", "L105")
MISSED = ("L047",)
NOT_TESTED = ("L029", "L090")
BIASED_TECHNIQUE = "UV spectrophotometry"
BIASED_USERS = tuple(f"L{number:03d}" for number in range(4, 120, 8))
DRIFTING = "L073"
FALSE_POSITIVE, FALSE_NEGATIVE = ("L012", "L068"), ("L021", "L050", "L112")
DECIMAL_COMMA = tuple(f"L{number:03d}" for number in range(2, 121, 9))
ARABIC_DIGITS = ("L001", "L017")
ARABIC_INDIC = str.maketrans(
    "0123456789.", "".join(map(chr, (*range(0x660, 0x66A), 0x66B)))
)  # digits, then the decimal mark


@dataclass(frozen=True, slots=True)
class InventedRound:
    """The files of the round and what was planted in them."""

    plan_toml: str
    results_csv: str
    history_csv: str
    history: tuple[PastScore, ...]
    planted: tuple[Planted, ...]


def invented_round(seed: int = 20260331) -> InventedRound:
    """The round for a seed."""
    maker = _Maker(np.random.Generator(np.random.PCG64(seed)))
    history = maker.history()
    past = [[s.round, s.date, s.laboratory, s.measurand, s.z, s.zeta] for s in history]
    return InventedRound(
        plan_toml=_plan_toml(),
        results_csv=csv_text(COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in maker.rows()]),
        history_csv=csv_text(["round", "date", "laboratory", "measurand", "z", "zeta"], past),
        history=history,
        planted=planted(),
    )


def planted() -> tuple[Planted, ...]:
    """Everything that the evaluation must show."""
    salt = message("exercises", "Salt reported as base: cocaine too high by 1/0.893")
    swap = message("exercises", "Items A and B exchanged")
    unit = message("exercises", "Numbers in mg/g under the unit g/100 g")
    slip = message("exercises", "Decimal point misplaced")
    copy = message("exercises", "The same digits from two laboratories")
    below = message("exercises", "Results below the limit of quantification")
    missed = message("exercises", "“Less than” far below the assigned value")
    late = message("exercises", "Late submission")
    method = message("exercises", "One technique reads high")
    drift = message("exercises", "A drift over three years")
    wrong = message("exercises", "A substance reported that is not there")
    absent = message("exercises", "A substance not found")
    return (
        Planted("forms", salt, frozenset(FORM_CONFUSED), (("A", "cocaine"), ("B", "cocaine"))),
        Planted("sample_swap", swap, frozenset({SWAPPED}), (("A", "cocaine"), ("B", "levamisole"))),
        Planted("units", unit, frozenset({WRONG_UNIT}), (("C", "heroin"),)),
        Planted("blunders", slip, frozenset({SLIPPED}), (("E", "mdma"),)),
        Planted("collusion", copy, frozenset(COPIED)),
        Planted("censored", below, frozenset(BELOW_LIMIT), (("C", "6-mam"),)),
        Planted("missed", missed, frozenset(MISSED), (("C", "6-mam"),)),
        Planted("late", late, frozenset(LATE), (("A", "cocaine"),)),
        Planted("method_effect", method, frozenset(BIASED_USERS) - frozenset(LATE), (("D", "methamfetamine"),)),
        Planted("drift", drift, frozenset({DRIFTING})),
        Planted("false_positive", wrong, frozenset(FALSE_POSITIVE), (("F", "identification"),)),
        Planted("false_negative", absent, frozenset(FALSE_NEGATIVE), (("F", "identification"),)),
    )


def _plan_toml() -> str:
    template = files("comity.domains.exercises.invented").joinpath("plan.toml").read_text(encoding="utf-8")
    tables = [
        f"[[laboratories]]\ncode = {_toml(code)}\nname = {_toml(name)}\ncountry = {_toml(country)}\n"
        for code, name, country in laboratories(LABORATORIES)
    ]
    return "\n".join([template, *tables])


def _toml(text: str) -> str:
    """A JSON string is a TOML basic string too."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(slots=True)
class _Maker:
    random: np.random.Generator
    codes: tuple[str, ...] = field(default_factory=lambda: tuple(code for code, _, _ in laboratories(LABORATORIES)))

    def history(self) -> tuple[PastScore, ...]:
        """Scores of earlier rounds; not everybody took part in all of them."""
        found = []
        for code in self.codes:
            bias = self.random.normal(0, 0.35)
            for position, name in enumerate(ROUNDS):
                took_part = self.random.random() < 0.75 or code == DRIFTING
                drift = 0.6 + 0.45 * position if code == DRIFTING else 0.0
                for measurand in ("cocaine", "heroin"):
                    z, zeta = bias + self.random.normal(0, 0.7) + drift, self.random.normal(1, 0.1)
                    if took_part:
                        date = f"{name[:4]}-{'03' if name.endswith('1') else '09'}-30"
                        found.append(PastScore(name, date, code, measurand, round(z, 2), round(z * zeta, 2)))
        return tuple(found)

    def rows(self) -> list[dict[str, Any]]:
        """All rows of the results file."""
        values = self._values()
        rows = [row for code in self.codes for row in self._laboratory(code, values)]
        copied = {
            (row["item"], row["measurand"], row["replicate"]): row for row in rows if row["laboratory"] == COPIED[0]
        }
        for row in rows:
            key = (row["item"], row["measurand"], row["replicate"])
            if row["laboratory"] == COPIED[1] and key in copied:
                row |= {name: copied[key][name] for name in ("result", "uncertainty", "technique")}
        return rows

    def _values(self) -> dict[tuple[str, str, str], float]:
        """What each laboratory measures, before anything goes wrong."""
        bias = dict(zip(self.codes, self.random.normal(0, 0.5, len(self.codes)), strict=True))
        found = {}
        for item, measurand, true, relative, _, share in MEASURED:
            noise = self.random.standard_t(6, len(self.codes)) * 0.8
            reports = self.random.random(len(self.codes)) < share
            for code, error, there in zip(self.codes, noise, reports, strict=True):
                if there or code in {
                    *COPIED,
                    SWAPPED,
                    WRONG_UNIT,
                    SLIPPED,
                    *BELOW_LIMIT,
                    *MISSED,
                    *LATE,
                    *BIASED_USERS,
                }:
                    found[code, item, measurand] = true * (1 + relative * (bias[code] + error))
        return found

    def _laboratory(self, code: str, values: dict[tuple[str, str, str], float]) -> list[dict[str, Any]]:
        technique = TECHNIQUES[int(self.random.integers(len(TECHNIQUES)))]
        states_uncertainty = self.random.random() < 0.85
        late = f"2026-04-0{3 + LATE.index(code)}T09:30:00Z" if code in LATE else ""
        submitted = (
            late or f"2026-03-{int(self.random.integers(10, 31)):02d}T{int(self.random.integers(6, 18)):02d}:15:00Z"
        )
        rows = []
        for item, measurand, _, relative, decimals, _ in MEASURED:
            if (code, item, measurand) not in values:
                continue
            common: dict[str, Any] = {
                "laboratory": code,
                "item": item,
                "measurand": measurand,
                "submitted_at": submitted,
            }
            common |= {"unit": "g/100 g", "form": "base", "technique": technique, "replicate": 1}
            if measurand == "methamfetamine" and code in BIASED_USERS:
                common["technique"] = BIASED_TECHNIQUE
            if code in NOT_TESTED and item == "E":
                rows.append({**common, "not_tested_reason": "instrument out of order"})
                continue
            scale = values[code, item, measurand] * relative
            stated = f"{2 * scale * self.random.uniform(0.6, 1.2):.2g}" if states_uncertainty else ""
            extra = {"uncertainty": stated, "coverage_factor": "2" if stated else ""}
            for replicate in (1, 2) if item == "D" else (1,):
                number = values[code, item, measurand]
                number += self.random.normal(0, 0.01 * number) if item == "D" else 0.0
                reported = self._reported(code, item, measurand, number, decimals, values)
                rows.append({**common, **extra, **reported, "replicate": replicate})
        return [*rows, *self._words(code, submitted, technique)]

    def _reported(
        self,
        code: str,
        item: str,
        measurand: str,
        number: float,
        decimals: int,
        values: dict[tuple[str, str, str], float],
    ) -> dict[str, str]:
        """The result as this laboratory types it, with its own trouble."""
        if measurand == "6-mam" and code in (*BELOW_LIMIT, *MISSED):
            limit = "0.5" if code in MISSED else "3.0"
            return {"result": f"<{limit}", "limit_of_quantification": limit, "uncertainty": "", "coverage_factor": ""}
        if measurand == "cocaine" and code in FORM_CONFUSED:
            number /= COCAINE_SALT
        if measurand == "cocaine" and code in FORM_STATED:
            return {"result": f"{number / COCAINE_SALT:.{decimals}f}", "form": "hydrochloride"}
        if code == SWAPPED and item in {"A", "B"}:
            number = values[code, "B" if item == "A" else "A", measurand]
        if code == WRONG_UNIT and measurand == "heroin":
            number *= 10
        if code == SLIPPED and measurand == "mdma":
            number /= 10
        if measurand == "methamfetamine" and code in BIASED_USERS:
            number *= 1.06
        return {"result": _typed(code, f"{number:.{decimals}f}")}

    def _words(self, code: str, submitted: str, technique: str) -> list[dict[str, Any]]:
        """Identification and colour test of item F."""
        trace, colour = self.random.random() < 0.3, self.random.random()
        named = ["ecstasy" if self.random.random() < 0.2 else "MDMA"]
        named += [] if code in FALSE_NEGATIVE else ["caffeine"]
        named += ["procaine"] if trace else []
        named += ["MDA"] if code in FALSE_POSITIVE else []
        common: dict[str, Any] = {
            "laboratory": code,
            "item": "F",
            "submitted_at": submitted,
            "replicate": 1,
            "uncertainty": "",
        }
        level = "strong" if colour < 0.9 else "weak" if colour < 0.98 else "none"
        return [
            {**common, "measurand": "identification", "result": "; ".join(named), "technique": technique},
            {**common, "measurand": "marquis", "result": level, "technique": "Marquis reagent"},
        ]


def _typed(code: str, text: str) -> str:
    if code in ARABIC_DIGITS:
        return text.translate(ARABIC_INDIC)
    return text.replace(".", ",") if code in DECIMAL_COMMA and len(text.partition(".")[2]) < 3 else text
