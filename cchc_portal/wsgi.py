"""Where a WSGI server finds the portal: `cchc_portal.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from cchc_portal import charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")

application = charset.utf8_wsgi(get_wsgi_application())

# All that is loaded now stays as long as the process. Looking it through for garbage again and again would stop every
# request for a tenth of a second each time.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
