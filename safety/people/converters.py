"""What may stand in an address."""


class EmployeeNumberConverter:
    """An employee number; its slashes travel as tildes, which no number has."""

    regex = "[A-Za-z0-9][A-Za-z0-9._~-]*"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return value.replace("/", "~")
