"""From a page: upload, columns, check, load, take back; and who may."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safety.accounts.models import User
from safety.core.declare.records import Kind
from safety.org.models import Unit
from safety.people.models import Contractor, Person, Posting
from safety.records import services, tasks
from safety.records.models import Load, State
from safety.records.registry import cells, kinds
from tests import make
from tests.records.files import Desk, write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADD = "/records/loads/-/add/"


@pytest.fixture(autouse=True)
def kept_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture
def officer(client: Client, staffed: Desk) -> User:
    """The safety officer of P1, logged in."""
    user = make.user("safety_officer", Unit.objects.get(code="P1"))
    client.force_login(user)
    return user


def upload(client: Client, kind: str, text: str | bytes, name: str = "f.csv") -> Load:
    content = text if isinstance(text, bytes) else text.encode()
    form = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    before = Load.objects.count()
    response = client.post(ADD, form)
    assert response.status_code == 302, response.context["form"].errors
    load = Load.objects.latest("pk")
    assert Load.objects.count() == before + 1
    assert response["Location"] == f"/records/loads/{load.pk}/"
    return load


def columns(load: Load, *names: str) -> dict[str, str]:
    heads = [head for head in load.sample[0] if head]
    return {f"column-{n}": name for n, name in enumerate(names or heads)}


def check(client: Client, load: Load, *names: str) -> Any:
    client.post(f"/records/loads/{load.pk}/check/", columns(load, *names))
    load.refresh_from_db()
    return client.get(f"/records/loads/{load.pk}/")


def apply(client: Client, load: Load, **form: str) -> Any:
    client.post(f"/records/loads/{load.pk}/apply/", form)
    load.refresh_from_db()
    return client.get(f"/records/loads/{load.pk}/")


POSTINGS = "employee_no,unit,start_on\nE1,P1,2019-01-01\nE2,T1,2019-02-01\n"


def test_a_file_is_uploaded_checked_loaded_and_taken_back(
    client: Client, officer: User
) -> None:
    load = upload(client, "postings", POSTINGS)
    page = client.get(f"/records/loads/{load.pk}/").content.decode()
    assert "2019-02-01" in page
    page = check(client, load).content.decode()
    assert load.state == State.CHECKED
    assert "Load 2 rows" in page
    loaded = Posting.objects.filter(start_on__year=2019)
    assert not loaded.exists()
    apply(client, load)
    assert (load.state, load.created) == (State.LOADED, 2)
    assert loaded.count() == 2
    assert client.get(f"/records/loads/{load.pk}/undo/").status_code == 200
    undo = f"/records/loads/{load.pk}/undo/"
    assert "Fill in “Reason”" in client.post(undo).text
    assert (
        "The wrong file"
        in client.post(undo, {"reason": "The wrong file"}, follow=True).text
    )
    load.refresh_from_db()
    assert (load.state, load.undone_by) == (State.UNDONE, officer)
    assert not loaded.exists()


def test_columns_are_recognised_by_name_label_and_memory(
    client: Client, officer: User
) -> None:
    text = "Employee number,From,部门,Note\nE1,2019-01-01,P1,x\n"
    load = upload(client, "postings", text)
    form = client.get(f"/records/loads/{load.pk}/").context["form"]
    initial = [box.initial for box, _samples in form.lines]
    assert initial == ["employee_no", "start_on", "", ""]
    check(client, load, "employee_no", "start_on", "unit", "")
    apply(client, load)
    assert load.created == 1
    again = upload(client, "postings", text)
    form = client.get(f"/records/loads/{again.pk}/").context["form"]
    assert [box.initial for box, _ in form.lines] == [
        "employee_no",
        "start_on",
        "unit",
        "",
    ]


def test_columns_are_recognised_by_what_sites_call_them(
    client: Client, officer: User
) -> None:
    text = "员工编号,项目名称,进场时间,退场日期,备注\nE1,P1,2019-01-01,,x\n"
    load = upload(client, "postings", text)
    form = client.get(f"/records/loads/{load.pk}/").context["form"]
    initial = [box.initial for box, _samples in form.lines]
    assert initial == ["employee_no", "unit", "start_on", "end_on", ""]
    check(client, load, *initial)
    apply(client, load)
    assert load.created == 1


REGISTERS = """
隐患编号=number 检查日期=found_on 存在问题=description 责任单位=contractor?
责任人=responsible 整改期限=due_on 整改完成时间=rectified_on 复查人=verified_by
复查日期=verified_on 隐患等级=level 项目名称=unit 整改措施=measures 检查人= 整改时间=

编号=number 单位=unit 检查时间=found_on 隐患描述=description 整改时间=due_on?
整改日期=rectified_on? 备注=

隐患编号=number 检查单位=unit? 责任单位=contractor? 日期=found_on? 安全隐患=description
"""


@pytest.mark.parametrize("register", REGISTERS.split("\n\n"))
def test_heads_of_a_hazard_register_are_proposed_and_guesses_said(
    client: Client, officer: User, register: str
) -> None:
    heads = [pair.partition("=")[0] for pair in register.split()]
    load = upload(client, "hazards", ",".join(heads))
    form = client.get(f"/records/loads/{load.pk}/").context["form"]
    assert register.split() == [
        f"{box.label}={box.initial}{'?' * bool(box.help_text)}"
        for box, _samples in form.lines
    ]


def test_a_guess_that_was_confirmed_is_none_any_more(
    client: Client, officer: User
) -> None:
    heads = "隐患编号,项目,检查日期,级别,存在问题,整改时间"
    text = f"{heads}\nH1,P1,2019-01-01,general,x,2019-01-05\n"
    load = upload(client, "hazards", text)
    assert (
        "means something else"
        in client.get(f"/records/loads/{load.pk}/").content.decode()
    )
    check(client, load, "number", "unit", "found_on", "level", "description", "due_on")
    again = upload(client, "hazards", text)
    page = client.get(f"/records/loads/{again.pk}/")
    assert page.context["form"]["column-5"].initial == "due_on"
    assert "means something else" not in page.content.decode()


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_what_means_several_columns_is_a_guess(kind: Kind) -> None:
    said = [word for cell in cells(kind).values() for word in cell.called]
    assert len(said) == len(set(said))
    assert not {word for cell in cells(kind).values() for word in cell.perhaps} & {
        *said
    }


def test_what_was_left_out_before_is_left_out_again(
    client: Client, officer: User
) -> None:
    text = "工号,项目,进场日期,结束日期\nE1,P1,2019-01-01,2019-02-01\n"
    load = upload(client, "postings", text)
    check(client, load, "employee_no", "unit", "start_on", "")
    again = upload(client, "postings", text)
    form = client.get(f"/records/loads/{again.pk}/").context["form"]
    initial = [box.initial for box, _samples in form.lines]
    assert initial == ["employee_no", "unit", "start_on", ""]


def test_columns_that_do_not_fit_are_said_before_the_check(
    client: Client, officer: User
) -> None:
    load = upload(client, "postings", POSTINGS)
    body = columns(load, "employee_no", "employee_no", "")
    response = client.post(f"/records/loads/{load.pk}/check/", body)
    assert "two columns" in response.content.decode()
    assert "“start_on” is missing" in response.content.decode()
    load.refresh_from_db()
    assert load.state == State.UPLOADED


def test_all_that_is_wrong_is_shown_and_can_be_downloaded(
    client: Client, officer: User
) -> None:
    load = upload(client, "postings", f"{POSTINGS}E9,P1,=2019\n")
    page = check(client, load).content.decode()
    assert (load.rows, load.rejected, load.created) == (3, 1, 2)
    assert "no person" in page
    assert "day of the calendar" in page
    response = client.get(f"/records/loads/{load.pk}/download/errors/")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,message"
    assert lines[1].startswith("4,employee_no,E9,")
    assert lines[2].startswith("4,start_on,'=2019,")  # no formula to a spreadsheet
    assert "f.errors.csv" in response["Content-Disposition"]


def test_bad_rows_are_left_out_only_when_the_user_says_so(
    client: Client, officer: User
) -> None:
    load = upload(client, "postings", f"{POSTINGS}E9,P1,2019-01-01\n")
    check(client, load)
    apply(client, load)
    assert load.state == State.CHECKED
    page = apply(client, load, skip_bad="yes").content.decode()
    assert (load.state, load.created, load.rejected) == (State.LOADED, 2, 1)
    assert "Bad rows to mend" in page
    response = client.get(f"/records/loads/{load.pk}/download/bad/")
    assert b"why" in response.getvalue()


def test_the_total_row_is_shown_beside_what_was_read(
    client: Client, officer: User
) -> None:
    load = upload(client, "worked_hours", "unit,month,hours\nP1,2019-06,5\n合计,,6\n")
    page = check(client, load).content.decode()
    assert "says hours 6; 5.00 was read" in page


def test_a_workbook_can_be_uploaded(
    client: Client, officer: User, tmp_path: Path
) -> None:
    lines = [["employee_no", "unit", "start_on"], ["E1", "P1", "2019-01-01"]]
    content = write_xlsx(tmp_path / "p.xlsx", lines).read_bytes()
    load = upload(client, "postings", content, "人员.xlsx")
    assert load.name == "人员.xlsx"
    check(client, load)
    apply(client, load)
    assert load.created == 1
    response = client.get(f"/records/loads/{load.pk}/download/file/")
    assert response.getvalue() == content


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.csv", b"", "empty"),
        ("f.csv", "工号,姓名\n".encode("gb18030"), "GB18030"),
        ("f.xlsx", b"a,b\n", "no Excel workbook"),
        ("f.pdf", b"%PDF", ".csv or an .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_form(
    client: Client, officer: User, name: str, content: bytes, said: str
) -> None:
    form = {"kind": "postings", "file": SimpleUploadedFile(name, content)}
    response = client.post(ADD, form)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Load.objects.filter(by=officer).exists()


def test_units_elsewhere_are_as_unknown_as_any_other(
    client: Client, officer: User
) -> None:
    text = "employee_no,unit,start_on\nE1,P2,2019-01-01\nE1,X9,2019-01-01\n"
    load = upload(client, "postings", text)
    page = check(client, load).content.decode()
    assert load.rejected == 2
    assert "no unit with the code “P2”" in page


def test_persons_elsewhere_are_as_unknown_as_any_other(
    client: Client, officer: User
) -> None:
    make.person(Unit.objects.get(code="P2"), employee_no="E70")
    text = "employee_no,unit,start_on\nE70,P1,2019-01-01\nE3,P1,2019-01-01\n"
    load = upload(client, "postings", text)
    page = check(client, load).content.decode()
    assert load.rejected == 1  # E3 is posted nowhere yet, so anybody may post E3
    assert "no person with the employee number “E70”" in page


def test_persons_of_no_unit_yet_are_changed_by_who_brought_them(
    client: Client, officer: User
) -> None:
    text = "employee_no,name\nE3,Renamed\n"
    load = upload(client, "people", text)
    check(client, load)
    assert load.rejected == 1  # registered by headquarters
    own = upload(client, "people", "employee_no,name\nE90,Li\n")
    check(client, own)
    apply(client, own)
    again = upload(client, "people", "employee_no,name\nE90,Li Na\n")
    check(client, again)
    assert (again.rejected, again.updated) == (0, 1)


def test_records_elsewhere_are_not_changed(client: Client, officer: User) -> None:
    elsewhere = make.person(Unit.objects.get(code="P2"), employee_no="E70")
    load = upload(client, "people", "employee_no,name\nE70,Mine now\nE71,New\n")
    page = check(client, load).content.decode()
    assert load.rejected == 1
    assert "not in a unit where you may load it" in page
    apply(client, load, skip_bad="yes")
    assert Person.objects.get(pk=elsewhere.pk).name != "Mine now"
    again = upload(client, "people", "employee_no,name\nE71,Renamed\n")
    check(client, again)
    assert (again.rejected, again.updated) == (0, 1)  # his own, posted nowhere yet


def test_a_unit_is_not_taken_from_a_parent_out_of_reach(
    client: Client, staffed: Desk
) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    manager = make.user("company_safety", units["P1"])
    make.grant(manager, "company_safety", units["C2"])
    client.force_login(manager)
    text = "code,name,kind,parent\nP1,Line 3,project,C2\n"
    load = upload(client, "units", text)
    page = check(client, load).content.decode()
    assert load.rejected == 1
    assert "You may not take this away" in page
    make.grant(manager, "company_safety", units["C1"])
    load = upload(client, "units", text)
    check(client, load)
    assert (load.rejected, load.updated) == (0, 1)


def test_kinds_need_their_own_permission(client: Client, officer: User) -> None:
    form = client.get(ADD).context["form"]
    offered = [name for name, _label in form.fields["kind"].choices]
    assert offered == [
        *("people", "postings", "worked_hours"),
        "incidents",
        *("inspections", "hazards"),
        *("courses", "questions", "sessions", "attendances"),
        *("drills", "participations", "certificates"),
        *("cards", "awards"),
        *("pauses", "prizes"),
    ]
    text = b"login,role,unit\nme,administrator,P1\n"
    response = client.post(
        ADD, {"kind": "accounts", "file": SimpleUploadedFile("a.csv", text)}
    )
    assert response.status_code == 200
    assert not User.objects.filter(username="me").exists()


def test_nobody_gives_by_file_what_he_may_not_give(
    client: Client, staffed: Desk
) -> None:
    client.force_login(make.user("company_safety", Unit.objects.get(code="C1")))
    text = "login,role,unit\na,worker,P1\nb,hq_safety,C1\nc,worker,G\n"
    load = upload(client, "accounts", text)
    check(client, load)
    assert load.rejected == 2


def test_others_see_a_load_only_from_above(client: Client, officer: User) -> None:
    load = upload(client, "postings", POSTINGS)
    address = f"/records/loads/{load.pk}/"
    seen = {
        ("company_safety", "C1"): (200, 302),
        ("auditor", "C1"): (200, 403),
        ("safety_officer", "P2"): (404, 404),
        ("company_safety", "C2"): (404, 404),
        ("project_manager", "P1"): (200, 302),
        ("worker", "P1"): (403, 403),
    }
    for (role, code), (view, act) in seen.items():
        client.force_login(make.user(role, Unit.objects.get(code=code)))
        for page in ("", "watch/", "download/file/"):
            response = client.get(f"{address}{page}")
            assert response.status_code == view, (role, code, page)
            response.getvalue()  # a file is closed when it is read
        said = {"reason": "Twice"}
        assert client.post(f"{address}undo/", said).status_code == act, (role, code)


def test_loads_of_the_command_line_are_the_groups(
    client: Client, staffed: Desk
) -> None:
    load = Load.objects.latest("pk")
    for code, status in (("C1", 404), ("G", 200)):
        client.force_login(make.user("auditor", Unit.objects.get(code=code)))
        assert client.get(f"/records/loads/{load.pk}/").status_code == status


def test_a_large_file_is_left_to_a_worker(
    client: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SMALL", 10)
    load = upload(client, "postings", POSTINGS)
    page = check(client, load).content.decode()
    assert load.state == State.TO_CHECK
    assert f'hx-get="/records/loads/{load.pk}/watch/"' in page
    assert client.get(f"/records/loads/{load.pk}/watch/").status_code == 200
    tasks.work()
    load.refresh_from_db()
    assert load.state == State.CHECKED
    response = client.get(f"/records/loads/{load.pk}/watch/")
    assert response["HX-Refresh"] == "true"


def test_a_step_that_cannot_follow_is_said(client: Client, officer: User) -> None:
    load = upload(client, "postings", POSTINGS)
    for verb in ("apply", "undo"):
        address, said = f"/records/loads/{load.pk}/{verb}/", {"reason": "Twice"}
        response = client.post(address, said, follow=True)
        assert "cannot be done with this file now" in response.content.decode()
    load.refresh_from_db()
    assert load.state == State.UPLOADED


def test_what_changed_since_the_check_is_found_when_loading(
    client: Client, officer: User, staffed: Desk
) -> None:
    load = upload(client, "postings", POSTINGS)
    check(client, load)
    staffed.load("postings", "employee_no,unit,start_on\nE1,P1,2019-06-01")
    page = apply(client, load).content.decode()
    assert (load.state, load.rejected) == (State.CHECKED, 1)
    assert "Records have changed since the check." in page
    assert Posting.objects.filter(start_on__year=2019).count() == 1


def test_the_list_and_the_pages_on_kinds(client: Client, officer: User) -> None:
    upload(client, "postings", POSTINGS, "一月.csv")
    assert "一月.csv" in client.get("/records/").content.decode()
    assert "worked_hours" in client.get("/records/kinds/").content.decode()
    page = client.get("/records/kinds/postings/").content.decode()
    for said in ("start_on", "2019-06-30", "do not overlap", "last day is before"):
        assert said in page
    assert client.get("/records/kinds/planets/").status_code == 404
    for suffix in ("csv", "xlsx"):
        response = client.get(f"/records/kinds/postings/template.{suffix}")
        assert f"postings.{suffix}" in response["Content-Disposition"]
        assert response.getvalue()
    assert client.get("/records/kinds/postings/template.pdf").status_code == 404


def test_a_template_can_be_filled_and_loaded(client: Client, officer: User) -> None:
    response = client.get("/records/kinds/people/template.csv")
    text = response.getvalue().decode() + "E90,Li,,,,,,\n"
    load = upload(client, "people", text)
    check(client, load)
    assert (load.created, load.rejected) == (1, 0)
    assert not Contractor.objects.exists()
