"""Photos of the sample, drawn: what is wrong somewhere, and the same put right."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from math import cos, sin

from PIL import ExifTags, Image, ImageDraw, ImageFilter

# Hundredths of the width on paper; drawn larger than kept, so that edges are smooth.
WIDTH, HEIGHT, KEPT, FINER = 100, 75, 12, 2
Point = tuple[float, float]

SKY, HAZE, GROUND, WALL = "#9db8c9", "#e3e7e4", "#8d8578", "#6f7376"
STEEL, WOOD, YELLOW, BLACK = "#b5602f", "#a98454", "#e8b41c", "#1d2425"
RED, GREEN, BLUE, WATER, GREY = "#c8201f", "#13753f", "#2b5d8c", "#7fa3ad", "#c9cbc8"


class Sheet:
    """A picture under way; all places are in hundredths of its width."""

    def __init__(self, *, is_right: bool) -> None:
        self.is_right = is_right
        self.scale = KEPT * FINER
        size = (WIDTH * self.scale, HEIGHT * self.scale)
        self.image = Image.linear_gradient("L").resize(size)
        self.image = Image.merge("RGB", [self._faded(n) for n in range(3)])
        self.draw = ImageDraw.Draw(self.image)

    def _faded(self, channel: int) -> Image.Image:
        """The sky, paler towards the ground."""
        high, low = (int(c[1 + 2 * channel :][:2], 16) for c in (SKY, HAZE))
        return self.image.point(lambda v: round(high + (low - high) * v / 255))

    def area(self, color: str, *points: Point) -> None:
        """A filled polygon."""
        self.draw.polygon([self._at(p) for p in points], fill=color)

    def box(
        self, color: str, left: float, top: float, right: float, low: float
    ) -> None:
        self.draw.rectangle([self._at((left, top)), self._at((right, low))], fill=color)

    def line(self, color: str, wide: float, *points: Point) -> None:
        places = [self._at(p) for p in points]
        width = max(1, round(wide * self.scale))
        self.draw.line(places, fill=color, width=width, joint="curve")

    def round(self, color: str, x: float, y: float, rx: float, ry: float) -> None:
        """A filled ellipse."""
        corners = [self._at((x - rx, y - ry)), self._at((x + rx, y + ry))]
        self.draw.ellipse(corners, fill=color)

    def stripes(self, *points: Point) -> None:
        """A rail in yellow and black."""
        self.line(YELLOW, 1.6, *points)
        (x1, y1), (x2, y2) = points
        for n in range(1, 12, 2):
            part = [
                (x1 + (x2 - x1) * s / 12, y1 + (y2 - y1) * s / 12) for s in (n, n + 1)
            ]
            self.line(BLACK, 1.6, *part)

    def mark(self, x: float, y: float, rx: float, ry: float) -> None:
        """What an officer draws on the photo: a red ring, or a tick in green."""
        if not self.is_right:
            corners = [self._at((x - rx, y - ry)), self._at((x + rx, y + ry))]
            self.draw.ellipse(corners, outline=RED, width=round(0.7 * self.scale))
            return
        self.box(GREEN, x - 3.4, y - 2.8, x + 3.4, y + 2.8)
        self.line("#ffffff", 0.9, (x - 1.9, y), (x - 0.5, y + 1.4), (x + 2, y - 1.5))

    def site(self) -> None:
        """Far away: a building, a crane, the ground."""
        self.box("#b9bfc0", 52, 24, 74, 52)
        for x in range(54, 73, 4):
            for y in range(27, 50, 6):
                self.box("#dfe4e4", x, y, x + 2, y + 3)
        self.line("#c9a34a", 0.8, (84, 52), (84, 14))
        self.line("#c9a34a", 0.7, (76, 17), (96, 17))
        left, top, right, low = (n * self.scale for n in (50, 10, 100, 54))
        far = self.image.crop((left, top, right, low))
        blur = ImageFilter.GaussianBlur(self.scale // 4)
        self.image.paste(far.filter(blur), (left, top))
        self.box(GROUND, 0, 51, WIDTH, HEIGHT)

    def _at(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale


def edge(sheet: Sheet) -> None:
    """A working platform high up, with or without its rails."""
    sheet.site()
    sheet.area(WALL, (0, 10), (30, 22), (30, 58), (0, 75))
    sheet.area("#3c4142", (5, 30), (24, 34), (24, 56), (5, 66))
    sheet.area(WOOD, (30, 50), (58, 50), (92, 75), (8, 75))
    for x, low in ((37, 24), (44, 40), (51, 58), (57, 74)):
        sheet.line("#7d6039", 0.4, (x, 50), (low, 75))
    for x, top, low, wide in ((60, 14, 54, 1.2), (69, 8, 61, 1.8), (83, 0, 72, 2.6)):
        sheet.line(STEEL, wide, (x, top), (x, low))
    if sheet.is_right:
        for x in range(61, 83):
            sheet.line(
                "#5d9c8f", 0.15, (x, 25 - (x - 60) * 0.4), (x, 55 + (x - 60) * 0.8)
            )
        for y in range(5):
            sheet.line("#5d9c8f", 0.15, (60, 27 + 6 * y), (83, 20 + 11 * y))
        for left, right in ((38, 42), (45, 54), (52, 66)):
            sheet.stripes((60, left), (83, right))
    sheet.mark(71, 66 if not sheet.is_right else 36, 14, 5)


def crane(sheet: Sheet) -> None:
    """The limit switch of a jib: bridged by a wire, or sealed."""
    sheet.site()
    for n in range(9):
        sheet.line(YELLOW, 1.2, (n * 14, 12), (n * 14 + 7, 34), (n * 14 + 14, 12))
    sheet.line(YELLOW, 2.4, (0, 34), (100, 34))
    sheet.line(YELLOW, 1.8, (0, 12), (100, 12))
    sheet.box(GREY, 36, 36, 62, 56)
    sheet.box(BLACK, 40, 40, 48, 50)
    sheet.round(RED, 55, 45, 3, 3)
    if sheet.is_right:
        sheet.line(BLUE, 0.9, (44, 50), (44, 62), (70, 62))
        sheet.box("#ffffff", 50, 51, 60, 55)
    else:
        sheet.line(STEEL, 0.8, (42, 44), (50, 63), (57, 45))
        sheet.line(BLUE, 0.9, (44, 50), (43, 60), (36, 66))
    sheet.mark(50, 58 if not sheet.is_right else 64, 12, 8)


def cable(sheet: Sheet) -> None:
    """A cable beside a distribution box: in the water, or hung up."""
    sheet.site()
    sheet.box(WALL, 0, 6, 46, 56)
    sheet.box("#d7dad7", 10, 18, 30, 48)
    sheet.box(YELLOW, 17, 24, 23, 30)
    sheet.line(BLACK, 0.5, (20, 18), (20, 48))
    if sheet.is_right:
        for x in (34, 48, 62, 76):
            sheet.line(WOOD, 1, (x, 20), (x, 62))
        sheet.line(
            BLACK, 1.1, (28, 46), (34, 22), (48, 24), (62, 22), (76, 24), (100, 21)
        )
        sheet.area("#9b9386", (40, 66), (78, 62), (96, 70), (60, 74))
    else:
        sheet.round(WATER, 66, 65, 26, 7)
        sheet.round("#a9c4ca", 70, 63, 12, 2)
        sheet.line(
            BLACK, 1.1, (28, 46), (34, 62), (52, 66), (70, 64), (84, 69), (100, 66)
        )
    sheet.mark(64, 64 if not sheet.is_right else 38, 22, 8)


def stove(sheet: Sheet) -> None:
    """A coal stove in a dormitory: the flue open at its joint, or tight."""
    sheet.box("#d9d2c3", 0, 0, 100, 58)
    sheet.box("#a38f74", 0, 58, 100, 75)
    sheet.box("#8fa9b5", 8, 12, 32, 36)
    sheet.line("#f2f2ee", 1, (20, 12), (20, 36))
    sheet.box("#3f4446", 52, 42, 72, 66)
    sheet.box("#7a2d18", 57, 50, 67, 58)
    lean = 0 if sheet.is_right else 4
    sheet.line("#565b5d", 3.2, (62, 42), (62, 27))
    sheet.line(
        "#565b5d",
        3.2,
        (62 + lean, 23 + (not sheet.is_right)),
        (62 + lean, 10),
        (100, 10),
    )
    if sheet.is_right:
        sheet.line("#565b5d", 4.2, (62, 28), (62, 22))
        sheet.round("#ffffff", 40, 16, 4, 4)
        sheet.round(GREEN, 40, 16, 1, 1)
    else:
        for n in range(4):
            sheet.round("#b7b0a3", 58 - 3 * n, 22 - 3 * n, 2.5 + n, 2)
    sheet.mark(62 if not sheet.is_right else 48, 25, 9, 6)


def cylinders(sheet: Sheet) -> None:
    """Gas cylinders: side by side and loose, or apart in their cages."""
    sheet.site()
    places = (26, 74) if sheet.is_right else (42, 53)
    for x, color in zip(places, (BLUE, "#e9e6dd"), strict=True):
        sheet.box(color, x - 4, 34, x + 4, 68)
        sheet.round(color, x, 34, 4, 4)
        sheet.box("#4a4f50", x - 1, 27, x + 1, 31)
        for y in (42, 58) if sheet.is_right else ():
            sheet.line(BLACK, 1.2, (x - 4.4, y), (x + 4.4, y))
        for side in (-8, 8) if sheet.is_right else ():
            sheet.stripes((x + side, 36), (x + side, 70))
    if sheet.is_right:
        sheet.line("#ffffff", 0.6, (34, 71), (66, 71))
    sheet.mark(48 if not sheet.is_right else 50, 52, 14, 22)


def hot_work(sheet: Sheet) -> None:
    """Welding: sparks into what burns, or with tray, extinguisher and watcher."""
    sheet.site()
    sheet.line("#5e6466", 5, (0, 30), (100, 26))
    sheet.line("#5e6466", 3, (48, 28), (48, 0))
    sheet.round("#fff6d0", 48, 30, 3, 3)
    for x in range(38, 60, 3):
        sheet.line("#f6b13c", 0.4, (48, 31), (x, 58))
    if sheet.is_right:
        sheet.area("#7d8486", (34, 56), (62, 56), (58, 62), (38, 62))
        sheet.box(RED, 72, 50, 78, 68)
        sheet.box(BLACK, 74, 46, 76, 50)
        sheet.box("#e07a1f", 84, 40, 92, 68)
        sheet.round(YELLOW, 88, 36, 4, 3)
    else:
        for x, y in ((32, 66), (44, 68), (56, 66), (66, 69)):
            sheet.area(WOOD, (x - 8, y), (x + 8, y - 4), (x + 9, y - 1), (x - 7, y + 3))
    sheet.mark(48 if not sheet.is_right else 24, 64, 24, 8)


def clutter(sheet: Sheet) -> None:
    """Planks, pipes and waste across a way, or stacked beside one that is swept."""
    sheet.site()
    sheet.area("#b9b2a4", (30, 74), (44, 50), (56, 50), (70, 74))
    if sheet.is_right:
        for n in range(5):
            sheet.box(WOOD, 6, 64 - 3 * n, 26, 66 - 3 * n)
            sheet.line(STEEL, 1.6, (74, 66 - 3 * n), (96, 66 - 3 * n))
        sheet.box(BLUE, 78, 40, 92, 50)
    else:
        for x, y, tilt in ((24, 66, 5), (36, 60, -7), (52, 69, 8), (60, 58, -4)):
            sheet.line(WOOD, 2.4, (x, y), (x + 20, y + tilt))
        for x, y in ((40, 70), (58, 64), (30, 58), (66, 71)):
            sheet.line(STEEL, 1.4, (x - 9, y + 3), (x + 9, y - 3))
            sheet.round(GREY, x + 4, y + 2, 3, 2)
    sheet.mark(50, 64, 24, 10)


Subject = Callable[[Sheet], None]
SUBJECTS: dict[str, Subject] = {
    each.__name__: each
    for each in (edge, crane, cable, stove, cylinders, hot_work, clutter)
}


@cache
def _drawn(subject: str, *, is_right: bool) -> Image.Image:
    sheet = Sheet(is_right=is_right)
    SUBJECTS[subject](sheet)
    return sheet.image.reduce(FINER)


def photo(subject: str, taken_at: datetime, *, is_right: bool) -> bytes:
    """A JPEG that says when it was taken, as a phone's does."""
    exif = Image.Exif()
    told = exif.get_ifd(ExifTags.IFD.Exif)
    told[ExifTags.Base.DateTimeOriginal] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    told[ExifTags.Base.OffsetTimeOriginal] = taken_at.isoformat()[-len("+00:00") :]
    written = BytesIO()
    _drawn(subject, is_right=is_right).save(written, "JPEG", quality=85, exif=exif)
    return written.getvalue()


def signature() -> bytes:
    """A PNG of a name that nobody can read, as it is drawn with a finger."""
    wide, high, finer = 300, 120, 4
    image = Image.new("L", (wide * finer, high * finer), "white")
    draw = ImageDraw.Draw(image)
    waves = [(30 + n, 56 + sin(n / 7) * (34 - n / 8)) for n in range(220)]
    loops = [(x - 14 * cos(n / 7), y) for n, (x, y) in enumerate(waves)]
    for stroke in (loops, [(60, 100), (170, 92), (262, 96)]):
        places = [(x * finer, y * finer) for x, y in stroke]
        draw.line(places, fill=BLACK, width=3 * finer, joint="curve")
    written = BytesIO()
    image.reduce(finer).save(written, "PNG")
    return written.getvalue()
