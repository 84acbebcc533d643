"""What axe-core finds wrong with a page."""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from safety.accounts.models import User

SOURCE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ALL: dict[str, object] = {"type": "tag", "values": TAGS}
Rules = dict[str, dict[str, object]]  # by theme
# The second theme has the same elements in other colours; the phone a few others.
ON_DESK: Rules = {
    "light": ALL,
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
ON_PHONE: Rules = {"dark": ALL, "light": ON_DESK["dark"]}


def violations(page: Page, rules: Rules = ON_DESK) -> list[str]:
    """One line for each rule that the page breaks in a theme."""
    page.emulate_media(reduced_motion="reduce")  # no colour is half faded
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SOURCE.read_text())
    return [line for theme in rules for line in _in_theme(page, theme, rules[theme])]


def _in_theme(page: Page, theme: str, rules: dict[str, object]) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(
        """([theme, rules]) => {
          document.documentElement.dataset.bsTheme = theme;
          const options = { runOnly: rules, resultTypes: ["violations"] };
          return axe.run(options).then(result => result.violations);
        }""",
        [theme, rules],
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
