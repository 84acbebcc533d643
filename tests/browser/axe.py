"""What axe-core finds wrong with a page."""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from safety.accounts.models import User

SOURCE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark")


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks in the light or the dark theme."""
    page.evaluate(SOURCE.read_text())
    return [line for theme in THEMES for line in _in_theme(page, theme)]


def _in_theme(page: Page, theme: str) -> list[str]:
    page.evaluate(
        "theme => { document.documentElement.dataset.bsTheme = theme }", theme
    )
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run({ runOnly: rules }).then(result => result.violations)", RULES
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
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "url": live_server_url,
            }
        ]
    )
