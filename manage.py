#!/usr/bin/env python
"""Django's command line; every command of the project goes through it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from django.utils.translation import gettext as _


def main() -> None:
    """Run a command; what is no fault of the program ends it with a sentence."""
    # As standard error does, where the terminal has no such letters.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(_("The database cannot be used: %s") % error)
    except KeyboardInterrupt:
        sys.exit(_("Stopped: nothing is kept of what was not done."))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety.settings")
    main()
