"""What is not taken, and why."""

from http import HTTPStatus

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A file that is not taken: the sentence for a form, the status for a script."""

    def __init__(
        self, sentence: str, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status
