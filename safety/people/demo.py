"""The sample group: its people go through the loading path, as real files do."""

from pathlib import Path
from tempfile import TemporaryDirectory

from safety.accounts import services as accounts
from safety.accounts.models import User
from safety.journal import write as journal
from safety.org.models import Place, Unit
from safety.people.sample import files, plan
from safety.people.sample.cast import CAST, SITE
from safety.records import sample
from safety.records.sample import Report

# For a sample that anybody may know; nothing else ever sets it.
PASSWORD = "safety-first-2019"  # noqa: S105
LOGINS = tuple((member.role.label, member.login, PASSWORD) for member in CAST)

PLACES = {
    SITE: (
        ("North gate", "北门"),
        ("Steel structure zone", "钢结构作业区"),
        ("Tower crane TC-2", "2号塔吊 TC-2"),
        ("Distribution box 2-7", "二级配电箱 2-7"),
        ("Boiler house", "锅炉房"),
        ("Dormitory 3", "3号宿舍"),
        ("Safety experience hall", "安全体验馆"),
        ("Safety store", "安全超市"),
    ),
    "MC6-BOFFA": (("Camp gate", "营地大门"), ("Fuel store", "油库")),
    "MC12-CHIFENG": (("Main gate", "大门"), ("Dormitory 3", "3号宿舍")),
    "CINF-SHANLV": (("Main gate", "大门"), ("Pipe rack P-4", "P-4管廊")),
    "KMI-WYUAS": (("Library building", "图书馆"), ("Tower crane TC-1", "1号塔吊 TC-1")),
}


def load(small: bool, progress: Report) -> None:  # noqa: FBT001 (the command's word)
    """Load the sample group, or a cut of it; a second time nothing changes."""
    with TemporaryDirectory() as folder:
        chosen = plan.small() if small else plan.full()
        for file in files.write(Path(folder), chosen):
            sample.load(file, progress)
    _let_in()
    _name_places()


def _let_in() -> None:
    """Give accounts their owners’ names, an address, and the password that all know."""
    logins = [member.login for member in CAST]
    users = User.objects.filter(username__in=logins).select_related("person")
    for user in users:
        if not user.has_usable_password():
            person = getattr(user, "person", None)
            user.name = person.name if person else ""
            user.email = f"{user.username}@chalieco.example"
            accounts.change(user, by=None)
            accounts.set_password(user, PASSWORD)


def _name_places() -> None:
    for unit in Unit.objects.filter(code__in=PLACES):
        for name, name_zh in PLACES[unit.code]:
            if not unit.places.filter(name=name).exists():
                place = Place(unit=unit, name=name, name_zh=name_zh)
                journal.save(place, "add", by=None)
