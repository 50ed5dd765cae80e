"""What a page's script gets: the engine as the library writes it, and specifications in the colours of the page."""

import hashlib
import json
from pathlib import Path

import comity
from comity.kernel.charts import COLOURS
from comity.kernel.charts.interactive import ENGINE, alive, engine_bundle, narrowed_domain, narrowing

STATIC = Path(comity.__file__).parent / "kernel" / "web" / "static"
SPEC = {
    "mark": {"type": "point", "color": COLOURS["accent"]},
    "data": {"values": [{"x": 1, "said": "#0f5c73 is a colour"}]},
}


def test_the_engine_that_is_served_is_the_one_that_draws_for_paper():
    served = (STATIC / ENGINE).read_bytes()
    assert served == engine_bundle().encode()
    assert hashlib.sha256(served).hexdigest()[:8] in ENGINE, "its name is its digest, so browsers may keep it for ever"


def test_colours_become_roles_and_texts_stay():
    made = alive(SPEC)["spec"]
    assert made["mark"]["color"] == "var(--accent)"
    assert made["config"]["axis"]["gridColor"] == "var(--grid)"
    assert made["data"]["values"] == SPEC["data"]["values"]
    assert not any(json.dumps(colour) in json.dumps(made) for colour in COLOURS.values())


def test_numbers_follow_the_language():
    assert alive(SPEC, language="fr")["locale"]["decimal"] == ","


def test_what_narrows_moves_the_scale():
    names = [one["name"] for one in narrowing(0, 9)["params"]]
    assert [narrowed_domain()["domainMin"]["expr"], narrowed_domain()["domainMax"]["expr"]] == names
    assert [one["value"] for one in narrowing(0, 9)["params"]] == [0, 9]
