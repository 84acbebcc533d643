"""What a look at a page finds: axe, sideways scrolling, small targets, weight."""

import gzip
from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.axe import ON_DESK, ON_PHONE, SOURCE, violations

# DESIGN, 18: of a first visit with a phone, everything counted.
MOST_BYTES = 100_000
NOT_FOR_PHONES = ("tabler.css", "charts.js")
# Links inside a sentence are as high as its line. A row of a table or tree opens by
# its linked name; a label belongs to its field.
SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select")]
  .filter(each => each.checkVisibility({ visibilityProperty: true }))
  .filter(each => !each.closest(".az-vh, .az-skip, p, .az-empty > p, .sub, dd"))
  .map(each => {
    const whole = getComputedStyle(each, "::before").position === "absolute"
      ? each.closest("tr, li, .az-node") : each.closest("label") ?? each;
    const label = each.labels?.[0];
    return [whole, label].filter(Boolean).map(box => box.getBoundingClientRect())
      .reduce((big, box) => ({ each, width: Math.max(big.width, box.width),
        height: Math.max(big.height, box.height) }), { width: 0, height: 0 });
  })
  .filter(box => box.width && box.height && (box.width < 44 || box.height < 44))
  .map(box => `${box.each.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""
WIDTH = "[document.documentElement.scrollWidth, screen.width]"
LOADED = """() => performance.getEntriesByType("resource").map(each => each.name)"""


class Look:
    """Collects what is wrong with the pages of one browser window."""

    def __init__(self, page: Page, *, is_phone: bool) -> None:
        self.page, self.is_phone = page, is_phone
        self.wrong: list[str] = []
        self.weights: dict[str, int] = {}
        self._bytes: dict[str, int] = {}
        page.on("response", self._weigh)
        page.add_init_script(path=SOURCE)  # is half a megabyte: sent once

    def at(self, url: str, said: str = "") -> None:
        """Open an address and look at it."""
        self.page.goto(url)
        if self.page.locator("[hx-trigger=load]").count():
            self.page.wait_for_load_state("networkidle")
        self.here(said or url)

    def here(self, said: str) -> None:
        """Look at the page that is open."""
        found = violations(self.page, ON_PHONE if self.is_phone else ON_DESK)
        content, screen = self.page.evaluate(WIDTH)
        if content > screen:
            found.append(f"{content} px wide")
        if self.is_phone:
            found += [f"small: {each}" for each in self.page.evaluate(SMALL)]
            found += self._too_heavy(said)
        self.wrong += [f"{said}: {each}" for each in found]

    def scripts(self) -> list[str]:
        """Addresses of the scripts that the open page has loaded."""
        loaded: list[str] = self.page.evaluate(LOADED)
        return [url for url in loaded if url.endswith(".js")]

    def bytes_of(self, url: str) -> int:
        """How much of it came over the wire."""
        return self._bytes.get(url, 0)

    def _weigh(self, response: Response) -> None:
        # What a form is answered may be left before it is here, and is no first visit.
        is_visit = response.request.method == "GET"
        if is_visit and response.ok and response.url not in self._bytes:
            self._bytes[response.url] = self._on_the_wire(response)

    @staticmethod
    def _on_the_wire(response: Response) -> int:
        """A server compresses all but fonts, which are compressed already."""
        body = response.body()
        return len(body if response.url.endswith("woff2") else gzip.compress(body))

    def _too_heavy(self, said: str) -> list[str]:
        loaded: list[Any] = [self.page.url, *self.page.evaluate(LOADED)]
        self.weights[said] = sum(self._bytes.get(url, 0) for url in loaded)
        found = [url for url in loaded if url.endswith(NOT_FOR_PHONES)]
        if self.weights[said] > MOST_BYTES:
            found.append(f"weighs {self.weights[said]}")
        return found
