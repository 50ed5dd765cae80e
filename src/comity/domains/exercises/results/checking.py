"""One row: does it fit the plan, and what does it mean?"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from comity.base.messages import Message, message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.numbers import DecimalMark, Unreadable, parse_number, parse_result
from comity.domains.exercises.plan import Measurand, Plan
from comity.domains.exercises.plan.fields import CODE, parse_instant
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.plan.names import substance_names
from comity.domains.exercises.results.model import Reported, TypedRow
from comity.kernel.tables import Place

NOTHING_FOUND = "none"
"""What a laboratory types when it looked for substances and found none."""

LARGEST_COVERAGE_FACTOR = Decimal(10)
"""Student's t for 95 % with one degree of freedom is 12.7; nobody reports that, but people swap U and k."""

LARGEST_REPLICATE = 1000


class RowChecker:
    """Checks rows against one plan; a row with a fault gives None."""

    def __init__(self, plan: Plan, file: str, faults: FaultList) -> None:
        self.plan = plan
        self.file = file
        self.faults = faults
        mark = plan.exercise.results.decimal_mark
        self.mark: DecimalMark = "point" if mark == "point" else "comma" if mark == "comma" else ""
        self.laboratories = {laboratory.code for laboratory in plan.laboratories}
        self.items = {item.code for item in plan.items}
        self.measurands = {measurand.code: measurand for measurand in plan.measurands}
        self.evaluated = {(evaluation.item, evaluation.measurand) for evaluation in plan.evaluations}
        self.evaluated |= {(item.code, IDENTIFICATION) for item in plan.items if item.composition}
        self.spelling: dict[str, str] = {}
        self.substances = substance_names(plan)

    def check(self, row: TypedRow) -> Reported | None:
        """What the row means, or None after its faults were noted."""
        before = len(self.faults.faults)
        reported = self._codes(row)
        if reported is not None:
            reported = self._submission(row, reported)
            reported = self._content(row, reported)
        return reported if len(self.faults.faults) == before else None

    def refuse(self, row: TypedRow, column: str, code: str, what: Message, remedy: Message) -> None:
        """Note a fault in a cell of this row."""
        place = Place(self.file, row.sheet, row.row, column)
        self.faults.add(code, what, remedy, place=place, value=row.cells.get(column, ""))

    def _codes(self, row: TypedRow) -> Reported | None:
        laboratory, item, measurand = (row.cells.get(name, "").strip() for name in ("laboratory", "item", "measurand"))
        self._known(row, "laboratory", laboratory, self.laboratories)
        self._known(row, "item", item, self.items)
        self._known(row, "measurand", measurand, {*self.measurands, IDENTIFICATION})
        if self.spelling.setdefault(laboratory.casefold(), laboratory) != laboratory:
            what = message("exercises", "The code differs from another one only in upper and lower case.")
            remedy = message("exercises", "Spell the code the same way in every row.")
            self.refuse(row, "laboratory", "code-spelling", what, remedy)
        known = item in self.items and measurand in {*self.measurands, IDENTIFICATION}
        if known and (item, measurand) not in self.evaluated:
            self.refuse(
                row,
                "measurand",
                "not-evaluated",
                message(
                    "exercises",
                    "The plan does not evaluate “{measurand}” in item “{item}”.",
                    measurand=measurand,
                    item=item,
                ),
                message("exercises", "Correct the codes, add the evaluation to the plan, or remove the row."),
            )
            return None
        return Reported(row, laboratory, item, measurand) if known else None

    def _known(self, row: TypedRow, column: str, code: str, known: set[str]) -> None:
        if column == "laboratory" and not known and CODE.fullmatch(code):
            return
        if code in known:
            return
        near = difflib.get_close_matches(code.casefold(), {name.casefold(): name for name in known}, n=1)
        spelt = next((name for name in known if near and name.casefold() == near[0]), "")
        if spelt:
            remedy = message("exercises", "Did you mean “{name}”?", name=spelt)
        elif known:
            remedy = message("exercises", "Use a code of the plan, or add it there.")
        else:
            remedy = message("exercises", "Use at most 32 letters and digits (and _ . - inside).")
        self.refuse(
            row, column, "code-unknown", message("exercises", "The code “{code}” is unknown.", code=code[:40]), remedy
        )

    def _submission(self, row: TypedRow, reported: Reported) -> Reported:
        typed = row.cells.get("submitted_at", "").strip()
        instant: datetime | None = parse_instant(typed) if typed else None
        if typed and instant is None:
            what = message("exercises", "“{text}” is not a date and time with its time zone.", text=typed[:40])
            remedy = message("exercises", "Write it as in 2026-03-31T16:00:00Z or 2026-03-31T18:00:00+02:00.")
            self.refuse(row, "submitted_at", "time", what, remedy)
        replicate = row.cells.get("replicate", "").strip() or "1"
        if not (replicate.isdecimal() and 1 <= int(replicate) <= LARGEST_REPLICATE):
            what = message(
                "exercises", "The replicate is not a whole number from 1 to {maximum}.", maximum=LARGEST_REPLICATE
            )
            self.refuse(row, "replicate", "replicate", what, message("exercises", "Number the replicates 1, 2, 3 …"))
            replicate = "1"
        return replace(
            reported,
            submitted_at=instant,
            replicate=int(replicate),
            technique=normal(row.cells.get("technique", "")),
        )

    def _content(self, row: TypedRow, reported: Reported) -> Reported:
        result = row.cells.get("result", "").strip()
        reason = row.cells.get("not_tested_reason", "").strip()
        if result and reason:
            what = message("exercises", "There is a result and also a reason for not having tested.")
            self.refuse(row, "not_tested_reason", "both", what, message("exercises", "Keep one of the two."))
        elif reason:
            return replace(reported, not_tested_reason=reason)
        elif not result:
            what = message("exercises", "The result is missing.")
            remedy = message("exercises", "Type the result, or the reason for not having tested, or remove the row.")
            self.refuse(row, "result", "result-missing", what, remedy)
        elif reported.measurand == IDENTIFICATION:
            return replace(reported, substances=self._substances(row, result))
        elif self.measurands[reported.measurand].kind == "ordinal":
            return replace(reported, level=self._level(row, result, self.measurands[reported.measurand]))
        else:
            return self._quantity(row, reported, self.measurands[reported.measurand])
        return reported

    def _substances(self, row: TypedRow, result: str) -> tuple[str, ...]:
        typed = [name for name in (normal(part) for part in result.split(";")) if name]
        if [name.casefold() for name in typed] == [NOTHING_FOUND]:
            return ()
        names = tuple(self._substance(row, name) for name in typed)
        if len(set(names)) != len(names):
            what = message("exercises", "A substance is named twice.")
            self.refuse(row, "result", "substance-twice", what, message("exercises", "Name each substance once."))
        return names

    def _substance(self, row: TypedRow, name: str) -> str:
        """The name that the plan uses; without a menu a new name is a substance of its own."""
        if not self.plan.vocabulary.menu:
            return self.substances.setdefault(name.casefold(), name)
        if name.casefold() not in self.substances:
            near = difflib.get_close_matches(name.casefold(), self.substances, n=1)
            remedy = message(
                "exercises", "Use a name of the plan's vocabulary, or add it there; separate names by semicolons."
            )
            if near:
                remedy = message("exercises", "Did you mean “{name}”?", name=self.substances[near[0]])
            what = message("exercises", "The substance “{name}” is not in the plan.", name=name[:60])
            self.refuse(row, "result", "substance-unknown", what, remedy)
        return self.substances.get(name.casefold(), name)

    def _level(self, row: TypedRow, result: str, measurand: Measurand) -> str:
        level = next((level for level in measurand.levels if level.casefold() == normal(result).casefold()), "")
        if not level:
            what = message("exercises", "“{text}” is none of the levels.", text=result[:40])
            remedy = message("exercises", "Take one of {levels}.", levels=", ".join(measurand.levels))
            self.refuse(row, "result", "level", what, remedy)
        return level

    def _quantity(self, row: TypedRow, reported: Reported, measurand: Measurand) -> Reported:
        factor = self._factor(row, "unit", measurand.unit, measurand.units.items())
        factor *= self._factor(row, "form", measurand.form, measurand.forms.items())
        limit = self._number(row, "limit_of_quantification")
        value, below = self._result(row)
        if below and value is None:
            value = limit
            if limit is None:
                what = message("exercises", "The result is said to lie below a limit that is not stated.")
                remedy = message("exercises", "Type the limit after “<”, or in the column limit_of_quantification.")
                self.refuse(row, "result", "limit-missing", what, remedy)
        if below and value is not None and value <= 0:
            what = message("exercises", "A limit must be positive.")
            self.refuse(row, "result", "limit", what, message("exercises", "Type the limit of quantification."))
        uncertainty, coverage = self._uncertainty(row)
        number = None if value is None else float(value * factor)
        return replace(
            reported,
            value=None if below else number,
            limit=number if below else None,
            expanded_uncertainty=None if uncertainty is None else float(uncertainty * factor),
            coverage_factor=coverage,
            converted=factor != 1,
        )

    def _result(self, row: TypedRow) -> tuple[Decimal | None, bool]:
        try:
            return parse_result(row.cells["result"], self.mark)
        except Unreadable as error:
            self.refuse(row, "result", "number", error.what, error.remedy)
            return None, False

    def _number(self, row: TypedRow, column: str) -> Decimal | None:
        typed = row.cells.get(column, "").strip()
        if not typed:
            return None
        try:
            number = parse_number(typed, self.mark)
        except Unreadable as error:
            self.refuse(row, column, "number", error.what, error.remedy)
            return None
        if number < 0:
            what = message("exercises", "The number is negative.")
            self.refuse(row, column, "negative", what, message("exercises", "Type it without a sign."))
            return None
        return number

    def _uncertainty(self, row: TypedRow) -> tuple[Decimal | None, float | None]:
        uncertainty = self._number(row, "uncertainty")
        coverage = self._number(row, "coverage_factor")
        if uncertainty is None:
            return None, None
        if coverage is None and not row.cells.get("coverage_factor", "").strip():
            agreed = self.plan.exercise.results.coverage_factor
            if agreed is not None:
                return uncertainty, agreed
            what = message("exercises", "The uncertainty has no coverage factor.")
            remedy = message("exercises", "State it (1 for a standard uncertainty), or agree on one in the plan.")
            self.refuse(row, "coverage_factor", "coverage-factor", what, remedy)
        elif coverage is not None and not 0 < coverage <= LARGEST_COVERAGE_FACTOR:
            what = message("exercises", "The coverage factor is not between 0 and {maximum}.", maximum=10)
            remedy = message("exercises", "Check whether uncertainty and coverage factor were exchanged.")
            self.refuse(row, "coverage_factor", "coverage-factor", what, remedy)
        return uncertainty, None if not coverage else float(coverage)

    def _factor(self, row: TypedRow, column: str, own: str, declared: Iterable[tuple[str, float]]) -> Decimal:
        typed = normal(row.cells.get(column, "")) if column == "unit" else normal(row.cells.get(column, "")).casefold()
        names = {own: 1.0, **dict(declared)} if own else {}
        factors = {normal(name) if column == "unit" else normal(name).casefold(): f for name, f in names.items()}
        if typed in factors:
            return Decimal(repr(factors[typed]))
        if not own and not typed:
            return Decimal(1)
        options = ", ".join(names) or "–"
        what = (
            message(
                "exercises", "The {column} “{text}” is not declared for this measurand.", column=column, text=typed[:40]
            )
            if typed
            else message("exercises", "The {column} is missing.", column=column)
        )
        remedy = message(
            "exercises",
            "Declared are: {options}. Ask the laboratory, or declare a factor in the plan.",
            options=options,
        )
        self.refuse(row, column, f"{column}-{'unknown' if typed else 'missing'}", what, remedy)
        return Decimal(1)


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """One spelling for what looks the same: compatibility characters (µ and μ) and every kind of space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
