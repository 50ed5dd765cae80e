from datetime import date

import pytest

from comity.domains.directory.interchange import entries_as_csv, read_entries
from comity.domains.directory.interchange.csv_form import COLUMNS
from comity.kernel.tables import PlacedError


def read(text):
    return read_entries(text.encode(), "parties.csv")


def only_fault(text):
    (fault,) = read(text).faults
    return fault


def test_one_row_is_one_party():
    reading = read("kind,name,country,disciplines,latitude,longitude\nlaboratory,Institute,gh,drugs; DNA,5.6,-0.2\n")
    (placed,) = reading.entries
    assert placed.entry.profile.disciplines == ("drugs", "dna")
    assert (placed.entry.country, placed.entry.profile.latitude, placed.place.row) == ("GH", 5.6, 2)


def test_further_rows_add_parts_in_any_order():
    reading = read(
        "kind;name;country;about;contact_function;contact_email;scope_standard;scope_body;scope_until\n"
        "laboratory;Institute;GH;;Samples;samples@example.org;;;\n"
        "laboratory;Other;GH;;;;;;\n"
        "laboratory;Institute;GH;;;;ISO/IEC 17025;GAB;2028-01-31\n"
    )
    first = reading.entries[0].entry
    assert not reading.faults
    assert [contact.email for contact in first.contacts] == ["samples@example.org"]
    assert [scope.until for scope in first.scopes] == [date(2028, 1, 31)]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("kind,name\nlab,Institute\n", "word-unknown", "kind"),
        ("kind,name\nlaboratory,\n", "name-missing", "name"),
        ("kind,name,country\nlaboratory,A,ZZ\n", "country-unknown", "country"),
        ("kind,name,latitude\nlaboratory,A,north\n", "degrees-unreadable", "latitude"),
        ("kind,name,latitude\nlaboratory,A,5\n", "half-a-place", "latitude"),
        ("kind,name,website\nlaboratory,A,javascript:alert(1)\n", "page-unreadable", "website"),
        ("kind,name,disciplines\nlaboratory,A,alchemy\n", "word-unknown", "disciplines"),
        ("kind,name,contact_function,contact_email\nlaboratory,A,Office,nobody\n", "email-unreadable", "contact_email"),
        (
            "kind,name,scope_standard,scope_body,scope_until\nlaboratory,A,S,B,31.12.2027\n",
            "day-unreadable",
            "scope_until",
        ),
        ("kind,name,member_of\nlaboratory,A,Network\n", "day-missing", "member_since"),
        ("kind,name,id\nlaboratory,A,17\n", "identifier-unreadable", "id"),
        ("kind,name,version\nlaboratory,A,-1\n", "number-unreadable", "version"),
        ("kind,name\nlaboratory,A\u202eB\n", "name-hidden-characters", "name"),
    ],
)
def test_every_fault_says_where_why_and_what_to_do(text, code, column):
    fault = only_fault(text)
    assert (fault.code, fault.place.row, fault.place.column) == (code, 2, column)
    assert fault.remedy


def test_the_same_party_twice_is_a_fault_and_not_a_guess():
    fault = only_fault("kind,name,country\nlaboratory,Łódź Lab,PL\nlaboratory,lodz  lab,PL\n")
    assert (fault.code, fault.place.row) == ("entry-twice", 3)


def test_rows_that_contradict_one_another():
    text = "kind,name,city,contact_function,contact_email\nlaboratory,A,One,,\nlaboratory,A,Two,Office,a@b.org\n"
    fault = only_fault(text)
    assert (fault.code, fault.place.row, fault.place.column) == ("rows-contradict", 3, "city")


def test_good_rows_stand_beside_faults():
    reading = read("kind,name\nlaboratory,Good\nnonsense,Bad\n")
    assert [placed.entry.name for placed in reading.entries] == ["Good"]
    assert len(reading.faults) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kind,name,salary\nlaboratory,A,1\n", "column-unknown"),
        ("name\nA\n", "column-missing"),
        ("", "table-empty"),
        ('kind,name\n"laboratory,A\n', "csv-malformed"),
    ],
)
def test_files_that_are_refused_whole(text, code):
    with pytest.raises(PlacedError) as refused:
        read(text)
    assert refused.value.code == code


def test_formulas_stay_text_there_and_back():
    reading = read(
        'kind,name,about\nlaboratory,Institute,=HYPERLINK("http://x")\n'.replace('"', '""')
        .replace("=HYP", '"=HYP')
        .replace(")\n", ')"\n')
    )
    entry = reading.entries[0].entry
    assert entry.profile.about.startswith("=HYPERLINK")
    out = entries_as_csv([entry])
    assert "'=HYPERLINK" in out
    assert read(out).entries[0].entry == entry


def test_the_headings_are_those_of_the_export():
    assert entries_as_csv([]).strip() == ",".join(COLUMNS)
