"""What may stand in an address."""

from datetime import date


class CodeConverter:
    """The code of a unit, contractor or the like."""

    regex = r"[^\W_][\w.-]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """A day as 2019-06-30."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """ValueError, which is a 404, for what is no day."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
