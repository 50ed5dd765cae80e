from comity.domains.directory import disciplines


def test_every_code_stands_in_one_group():
    assert set(disciplines.GROUP_OF) == set(disciplines.NAMES)
    assert sum(len(disciplines.codes_in(group)) for group in disciplines.GROUPS) == len(disciplines.NAMES)


def test_codes_of_the_first_version_are_still_known():
    first = {"crime-scene", "dna", "drugs", "toxicology", "explosives", "fingerprints", "firearms", "documents"}
    assert first <= set(disciplines.NAMES)


def test_a_group_means_all_its_disciplines():
    assert "toxicology" in disciplines.narrowed("group:chemistry")
    assert disciplines.narrowed("dna") == ("dna",)
    assert disciplines.narrowed("nothing") == ()
    assert disciplines.narrowed("group:nothing") == ()


def test_choices_are_in_groups_and_in_words():
    assert ("documents", "Documents and security documents") in dict(disciplines.choices("en"))["Documents"]
