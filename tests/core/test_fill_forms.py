"""The house form: what is required, what went wrong, and where."""

from crispy_forms.layout import Layout
from django import forms
from django.template.loader import render_to_string

from safety.core.forms import Group, HouseForm, Third


class DrillForm(HouseForm, forms.Form):
    title = forms.CharField(label="Scenario", max_length=5)
    plan = forms.CharField(label="Plan", required=False, help_text="If any.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )

    def clean(self) -> None:
        if self.data.get("plan") == "none":
            raise forms.ValidationError("A drill needs a plan.")


class GroupedForm(DrillForm):
    layout = Layout(Group("What was drilled", Third("title"), "plan", "kind"))


def shown(form: forms.Form) -> str:
    return render_to_string("_form.html", {"form": form})


def test_optional_fields_say_so_and_required_ones_have_a_star() -> None:
    page = shown(DrillForm())
    assert 'Plan <span class="az-opt">optional</span>' in page
    assert 'Scenario<span class="asteriskField">*</span>' in page
    assert " required" not in page.replace("requiredField", "")


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-error-summary" not in shown(DrillForm())


def test_the_summary_leads_to_each_field_and_keeps_what_was_entered() -> None:
    page = " ".join(shown(DrillForm({"title": "too long", "plan": "p"})).split())
    assert "2 things to fix before saving" in page
    assert '<a href="#id_title"> Ensure this value has at most 5' in page
    assert '<a href="#div_id_kind"> Fill in “Kind”. </a>' in page
    assert 'value="too long"' in page


def test_what_is_wrong_with_the_whole_form_stands_in_the_summary() -> None:
    page = shown(DrillForm({"title": "t", "kind": "a", "plan": "none"}))
    assert "<li>A drill needs a plan.</li>" in page


def test_groups_are_cards_with_a_legend() -> None:
    page = shown(GroupedForm())
    assert "<legend>What was drilled</legend>" in page
    assert 'class="third"' in page
