"""The portal's settings as the tests run them: a secret of no value, plain static files, a fast password hash."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("CCHC_HTTPS", "0")

from cchc_portal.settings import *  # noqa: F403
from cchc_portal.settings import MIDDLEWARE, STORAGES

# Names with hashes exist only after collectstatic; the live server of the tests finds the files where they are.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A PDF takes seconds: the one test that makes some switches LibreOffice on.
CCHC_SOFFICE = ""
