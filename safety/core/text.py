"""What not every database and format keeps: unseen letters, a spreadsheet's marks."""

import re

# Control characters but tab and line ends; those that have no width or turn the
# direction, as come along when a telephone number is copied; what is no character. Half
# a line end, too: in CSV it would end the row.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
    r"|\r(?!\n)"
)
# What Excel shows, and writes into CSV, in place of a result.
FORMULA_ERROR = re.compile(
    r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)"
)
# A number of more digits than Excel shows: the others are lost.
SHORTENED = re.compile(r"-?[0-9](\.[0-9]+)?E\+[0-9]+")


def seen(text: str) -> str:
    """What one sees of a text."""
    return UNSEEN.sub("", text)


def marked(text: str) -> str:
    """A text with a mark for each character that one does not see."""
    return UNSEEN.sub("\ufffd", text)


def is_lost(text: str) -> bool:
    """Whether a spreadsheet has written a text in place of what was meant."""
    return bool(FORMULA_ERROR.fullmatch(text) or SHORTENED.fullmatch(text))
