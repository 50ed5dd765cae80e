"""Words of methods, scopes and states."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from comity.kernel.web.badges import Badge

METHOD_NAMES: dict[str, Any] = {
    "farrington-flexible": "Farrington Flexible",
    "ears-c2": "EARS C2",
    "": pgettext_lazy("trends", "no method: the history is too short"),
}
STATUS_NAMES: dict[str, Any] = {
    "few-cases": pgettext_lazy("trends", "too few for a bound"),
    "not-reported": pgettext_lazy("trends", "nothing was reported"),
    "no-reference": pgettext_lazy("trends", "no earlier periods to compare with"),
    "not-converged": pgettext_lazy("trends", "no bound could be computed"),
    "assessed": pgettext_lazy("trends", "as expected"),
}
FIRST_SCOPES: dict[str, Badge] = {
    "network": Badge(pgettext_lazy("trends", "new to the network"), "bad", "1"),
    "region": Badge(pgettext_lazy("trends", "new to the region"), "attention", "1"),
    "country": Badge(pgettext_lazy("trends", "new to the country"), "info", "1"),
}
