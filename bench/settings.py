"""The portal's own settings, with the yardsticks beside its pages."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-measuring-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("CCHC_HTTPS", "0")

from cchc_portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
