from comity.domains.directory.templatetags.directory import discipline, unlocalised


def test_numbers_of_drawings_have_a_point_in_every_language():
    assert [unlocalised(number) for number in (0.5, 10, -3.25)] == ["0.5", "10", "-3.25"]


def test_disciplines_in_words():
    assert discipline("dna") == "DNA"
