"""The site as a WSGI application, for gunicorn."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "budget.settings")

application = get_wsgi_application()

# After the settings are read.
from budget.operation.raw_addresses import accept_raw_addresses  # noqa: E402
from budget.operation.readiness import has_static_files  # noqa: E402

if not has_static_files():
    sys.stderr.write("The static files are not collected: call `manage.py collectstatic --noinput` first.\n")
    sys.exit(3)  # by which gunicorn knows that another start would fail too
accept_raw_addresses()
