"""What one can do, on a phone's home page: a desk has the side bar."""

from safety.core.home import Panel, register

register(Panel(50, "_quick.html", lambda _request, _scope: {}))
