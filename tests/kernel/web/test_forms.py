from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comity.kernel.web.forms import DateInput, DecimalField, SearchField


class Form(forms.Form):
    value = DecimalField(label="Value", help_text="In g.", required=False)
    name = forms.CharField(label="Name", max_length=5)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    day = forms.DateField(label="Day", widget=DateInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("45.2", "45.2"),
        ("45,2", "45.2"),
        ("0,123", "0.123"),
        (" −0,3 ", "-0.3"),
        ("1 234,5", "1234.5"),
        ("1\u202f234.5", "1234.5"),
        ("\u0661\u0662\u066b\u0665", "12.5"),  # Arabic digits and decimal mark
        ("1.234", "1.234"),
        ("1e-3", "0.001"),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert DecimalField().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,234", "12,345", "1.234,5", "1,2,3", "45 %", "~45", "NaN", "1" * 65, "=1+1"])
def test_what_has_two_readings_or_none_is_refused_in_words(typed):
    with pytest.raises(forms.ValidationError) as refusal:
        DecimalField().clean(typed)
    assert len(str(refusal.value.messages[0])) > 20


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999))
def test_a_comma_and_a_point_mean_the_same(number):
    typed = f"{number:.4f}"
    assert DecimalField().clean(typed) == DecimalField().clean(typed.replace(".", ","))


def test_a_stored_number_is_shown_with_the_readers_mark_and_what_was_typed_as_typed():
    with translation.override("fr"):
        assert 'value="1,50"' in str(Form(initial={"value": Decimal("1.50")})["value"])
    assert 'value="1,234"' in str(Form({"value": "1,234"})["value"])


def test_a_form_shows_labels_hints_and_what_is_optional():
    shown = str(Form())
    assert '<label for="id_value">Value <span class="optional">(optional)</span></label>' in shown
    assert 'id="id_value_helptext"' in shown
    assert 'aria-describedby="id_value_helptext"' in shown
    assert "<legend>Kind</legend>" in shown
    assert shown.count('type="radio" name="kind"') == 2
    assert '<label class="form-check-label" for="id_kind_0">A</label>' in shown
    assert "error-summary" not in shown


def test_errors_are_summed_up_and_lead_to_their_fields_and_nothing_typed_is_lost():
    form = Form({"value": "1,234", "name": "<script>", "kind": "", "token": "kept"})
    shown = str(form)
    assert 'class="error-summary" role="alert"' in shown
    for target in ("id_value", "id_name", "id_kind_0"):
        assert f'<a href="#{target}">' in shown
        assert f'id="{target}"' in shown
    assert 'value="1,234"' in shown
    assert 'value="&lt;script&gt;"' in shown
    assert 'value="kept"' in shown
    assert 'aria-invalid="true"' in shown
    assert "<script>" not in shown


def test_a_filter_asks_for_words_and_needs_none():
    field = SearchField(label="Name")
    assert field.clean("") == ""
    assert 'type="search"' in field.widget.render("q", "")
