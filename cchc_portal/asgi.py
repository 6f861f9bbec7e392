"""Where an ASGI server finds the portal: `cchc_portal.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

from cchc_portal import charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")

application = charset.utf8_asgi(get_asgi_application())
