"""What the measured server runs: the portal as it is served, with the yardsticks beside it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from cchc_portal.wsgi import application

__all__ = ["application"]
