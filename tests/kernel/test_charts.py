import copy
import re
import xml.etree.ElementTree as ElementTree

import pytest

from comity.kernel.charts import COLOURS, SHAPES, complete, number_locale, paper_svg, verdict_scale, web_svg

SPEC = {
    "width": 200,
    "height": 100,
    "data": {"values": [{"x": 1, "y": 2.123456, "t": "0.12345 <b>&"}, {"x": 2, "y": -3, "t": "b"}]},
    "layer": [
        {
            "mark": {"type": "point", "filled": True, "color": COLOURS["accent"], "clip": True},
            "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
        },
        {
            "mark": {"type": "text", "color": COLOURS["ink"]},
            "encoding": {"x": {"field": "x", "type": "quantitative"}, "text": {"field": "t"}},
        },
    ],
}


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_same_specification_gives_the_same_picture():
    from comity.kernel.charts import svg

    first = paper_svg(SPEC)
    svg._render.cache_clear()
    assert paper_svg(SPEC) == first


def test_a_picture_passes_a_strict_policy_and_is_well_formed():
    picture = paper_svg(SPEC)
    ElementTree.fromstring(picture)  # noqa: S314 - our own picture
    assert not re.search(r"style=|<style|<script| on\w+=|href=|<image", picture)


def test_text_is_kept_to_the_letter_and_escaped():
    picture = paper_svg(SPEC)
    assert "0.12345 &lt;b&gt;&amp;" in picture


def test_numbers_follow_the_language():
    assert number_locale("en")["decimal"] == "."
    spec = copy.deepcopy(SPEC)
    spec["layer"][0]["encoding"]["y"]["axis"] = {"values": [0.5, -2], "format": ".1f"}
    assert ">0.5<" in paper_svg(spec)
    assert ">−2.0<" in paper_svg(spec)
    if number_locale("fr")["decimal"] == ",":
        assert ">0,5<" in paper_svg(spec, language="fr")


def test_nothing_may_be_fetched(monkeypatch):
    import vl_convert

    engine, allowed = vl_convert.vegalite_to_svg, []

    def watched(*arguments, **options):
        allowed.append(options["allowed_base_urls"])
        return engine(*arguments, **options)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", watched)
    paper_svg({**SPEC, "width": 222})
    assert allowed == [[]]


def test_for_the_web_colours_come_from_the_style_sheet():
    page = web_svg(paper_svg(SPEC), description='Results of "A" & B')
    assert "var(--accent)" in page
    assert "var(--ink)" in page
    assert not [value for value in COLOURS.values() if value in page]
    root = ElementTree.fromstring(page)  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Results of "A" & B'
    with pytest.raises(ValueError, match="paper_svg"):
        web_svg("<p>no picture</p>", description="")


def test_identifiers_of_two_pictures_differ():
    other = {**SPEC, "width": 210}
    names = [set(re.findall(r'id="([^"]+)"', paper_svg(spec))) for spec in (SPEC, other)]
    assert names[0]
    assert not names[0] & names[1]


def test_each_colour_has_one_role_and_can_be_read():
    assert len(set(COLOURS.values())) == len(COLOURS)
    for role in ("ink", "muted", "accent", *SHAPES):
        assert contrast(COLOURS[role], COLOURS["surface"]) >= 4.5, role
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_verdicts_differ_in_colour_and_shape():
    scale = verdict_scale({"satisfactory": "bon", "unsatisfactory": "mauvais"})
    assert scale["color"]["scale"]["domain"] == scale["shape"]["scale"]["domain"] == ["bon", "mauvais"]
    assert len(set(scale["shape"]["scale"]["range"])) == 2


def test_a_complete_specification_names_its_schema_and_look():
    assert complete(SPEC)["$schema"].endswith("v6.json")
    assert complete(SPEC)["config"]["aria"] is False
