"""Addresses of people, postings, contractors, rosters and worked hours."""

from django.urls import path, register_converter

from safety.people.converters import EmployeeNumberConverter
from safety.people.lists import ContractorList, PersonList, Roster
from safety.people.views import closing, contractors, hours, persons, postings

register_converter(EmployeeNumberConverter, "employee_no")

app_name = "people"
person = "persons/<employee_no:employee_no>/"
urlpatterns = [
    path("", PersonList.as_view(), name="list-people"),
    path("persons/-/register/", persons.register_person, name="register-person"),
    path("persons/-/choose/", persons.choose_person, name="choose-person"),
    path(person, persons.view_person, name="view-person"),
    path(f"{person}change/", persons.change_person, name="change-person"),
    path(f"{person}post/", postings.post_person, name="post-person"),
    path("postings/-/add/", postings.add_posting, name="add-posting"),
    path("postings/<int:key>/change/", postings.change_posting, name="change-posting"),
    path("postings/<int:key>/void/", postings.void_posting, name="void-posting"),
    path("contractors/", ContractorList.as_view(), name="list-contractors"),
    path("contractors/-/add/", contractors.add_contractor, name="add-contractor"),
    path(
        "contractors/-/choose/", contractors.choose_contractor, name="choose-contractor"
    ),
    path(
        "contractors/<code:code>/", contractors.view_contractor, name="view-contractor"
    ),
    path(
        "contractors/<code:code>/change/",
        contractors.change_contractor,
        name="change-contractor",
    ),
    path("roster/", Roster.as_view(), name="roster"),
    path("hours/", hours.list_hours, name="list-hours"),
    path("units/<code:code>/close/", closing.close_unit, name="close-unit"),
]
