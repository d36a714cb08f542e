#!/usr/bin/env python
"""Django's commands for this site: `python3 dev.py manage COMMAND` calls this in the right environment."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "budget.settings")
    try:
        if sys.argv[1:] == ["--version"]:
            sys.stdout.write(f"{settings.VERSION}\n")
            sys.exit()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
