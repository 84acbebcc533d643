"""What axe-core finds wrong with a page."""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from safety.accounts.models import User

SOURCE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# The second theme has the same elements in other colours.
RULES = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks in the light or the dark theme."""
    page.emulate_media(reduced_motion="reduce")  # no colour is half faded
    page.evaluate(SOURCE.read_text())
    return [line for theme in RULES for line in _in_theme(page, theme)]


def _in_theme(page: Page, theme: str) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(
        """([theme, rules]) => {
          document.documentElement.dataset.bsTheme = theme;
          return axe.run({ runOnly: rules }).then(result => result.violations);
        }""",
        [theme, RULES[theme]],
    )
    return [
        f"{theme}: {rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sign_in(page: Page, user: User, live_server_url: str) -> None:
    """Give the browser a session of the user."""
    client = Client()
    client.force_login(user)
    lend_session(client, page, live_server_url)


def lend_session(client: Client, page: Page, live_server_url: str) -> None:
    """Let the browser go on where the client is."""
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server_url}])
