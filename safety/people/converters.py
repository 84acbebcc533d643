"""What may stand in an address."""


class EmployeeNumberConverter:
    """An employee number; its slashes travel as tildes, which no number has."""

    regex = r"[^\W_][\w.~-]*"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return value.replace("/", "~")
