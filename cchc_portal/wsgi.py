"""Where a WSGI server finds the portal: `cchc_portal.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from cchc_portal import charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")

application = charset.utf8_wsgi(get_wsgi_application())
