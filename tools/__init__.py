"""The programs behind the Makefile. `tools.setup` needs nothing but Python."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (whoever runs it may have an older one)
    sys.exit(
        "Anzhu needs Python 3.11 or newer, and this is {}.{}: install a newer one"
        " (on Debian or Ubuntu: apt-get install python3.11 python3.11-venv)"
        " and run make again.".format(*sys.version_info)
    )
