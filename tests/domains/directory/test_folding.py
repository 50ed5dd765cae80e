from comity.domains.directory.folding import folded_text
from comity.kernel.parties.models import Party


def test_names_country_and_disciplines_are_there_in_every_language_once():
    party = Party(name="Łab", short_name="ŁAB", country="GH")
    lines = folded_text(party, "Accra", "", ("drugs",)).split("\n")
    assert lines[0] == "lab"
    assert lines.count("lab") == 1
    assert {"accra", "ghana", "seized drugs"} <= set(lines)
