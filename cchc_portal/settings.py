"""How does this installation differ from another? Everything is read from the environment; docs/operations.md lists it.

Production is the default: without SECRET_KEY and ALLOWED_HOSTS nothing starts. CCHC_DEMO=1 makes the demonstration.
"""

import os
import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def switch(name: str, default: bool) -> bool:
    """Reads an on/off variable; anything but the listed words is a mistake that must not pass as "off"."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")
    return default


def demo_secret(folder: Path) -> str:
    """Makes the demonstration's own secret once, so that a restart does not log everybody out."""
    path = folder / "secret"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


CCHC_DEMO = switch("CCHC_DEMO", default=False)
CCHC_HTTPS = switch("CCHC_HTTPS", default=not CCHC_DEMO)
CCHC_VAR = Path(os.environ.get("CCHC_VAR") or BASE_DIR / "var").resolve()
CCHC_VAR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "") or (demo_secret(CCHC_VAR) if CCHC_DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Give production a secret of its own, 50 random characters or more "
        "(python3 -c 'import secrets; print(secrets.token_urlsafe(64))'), or set CCHC_DEMO=1 for a demonstration."
    )
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
if not ALLOWED_HOSTS and CCHC_DEMO:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. Name the hosts that the portal answers for, separated by commas "
        "(ALLOWED_HOSTS=cchc.example.vn), or set CCHC_DEMO=1 for a demonstration on this machine."
    )
if "*" in ALLOWED_HOSTS and not CCHC_DEMO:
    raise ImproperlyConfigured("ALLOWED_HOSTS=* would let anybody choose the addresses in our links: name the hosts.")

# Printed on papers, so it cannot follow from a request: a worker prints without one.
CCHC_ADDRESS = os.environ.get("CCHC_ADDRESS", "").rstrip("/")
if not CCHC_ADDRESS:
    _host = "localhost" if ALLOWED_HOSTS[0] == "*" else ALLOWED_HOSTS[0].lstrip(".")
    CCHC_ADDRESS = f"https://{_host}" if CCHC_HTTPS else f"http://{_host}:{os.environ.get('PORT') or 8000}"
if not CCHC_ADDRESS.startswith(("https://", "http://")):
    raise ImproperlyConfigured("CCHC_ADDRESS must be the address of the portal, such as https://cchc.example.vn.")

# --- what the portal is made of ---

INSTALLED_APPS = [
    "cchc_portal.apps.PortalConfig",
    "reports",
    "procedures",
    "jobs",
    "agencies",
    "cchc_portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tables2",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "cchc_portal.middleware.response_headers",
    "cchc_portal.middleware.pages_for_wrong_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cchc_portal.middleware.readable_input_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "agencies.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "agencies.middleware.own_password_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cchc_portal.urls"
WSGI_APPLICATION = "cchc_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "cchc_portal.context.portal",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
    {
        # For the page where figures are entered: a fifth of the time of Django's own templates.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2", BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "cchc_portal.jinja2.environment",
            "context_processors": CONTEXT_PROCESSORS[1:],  # the request is there without
        },
    },
]

# --- the database ---

SQLITE_OPTIONS = {
    # A transaction takes the write lock when it starts: one that upgrades later fails instead of waiting its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def database(url: str) -> dict[str, Any]:
    """Builds Django's settings of the one database from its address; an empty address means SQLite under CCHC_VAR."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{CCHC_VAR / 'cchc.sqlite3'}"))
    # Without kept connections throughput halves; without the health check the first request after a restart of
    # the database would fail.
    parsed |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), **SQLITE_OPTIONS}
        # Threads of a test share a file, as the workers do; they could not share a database in memory.
        parsed["TEST"] = {"NAME": CCHC_VAR / "test.sqlite3"}
    elif parsed["ENGINE"] == "django.db.backends.postgresql":
        parsed["ENGINE"] = "cchc_portal.postgresql"
        parsed["DISABLE_SERVER_SIDE_CURSORS"] = switch("CCHC_DB_POOLED", default=False)
        parsed["OPTIONS"] = {"connect_timeout": 5, **parsed.get("OPTIONS", {})}
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    return parsed


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}

# --- work behind the pages ---

# The queue is a table of the database: what a transaction asked for is asked for only if it is committed.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- language, numbers, time ---

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cchc_portal.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- files ---

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cchc_portal.finders.VendorFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
MEDIA_ROOT = CCHC_VAR / "media"
MEDIA_URL = ""  # an attachment is read through a view that asks who may
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cchc_portal.storage.PortalStaticStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
# LibreOffice makes the PDFs: a name or a path; empty switches them off.
CCHC_SOFFICE = os.environ.get("CCHC_SOFFICE", "soffice")

# A folder with the certificates that signatures of documents must lead to; without one no signature is called trusted.
CCHC_TRUST_ROOTS = os.environ.get("CCHC_TRUST_ROOTS", "")
if CCHC_TRUST_ROOTS and not Path(CCHC_TRUST_ROOTS).is_dir():
    raise ImproperlyConfigured(f"CCHC_TRUST_ROOTS must be a folder, not {CCHC_TRUST_ROOTS!r}.")

# The ClamAV daemon that looks at every uploaded file before it is taken, as "unix:/path" or "host:port".
# Empty: nobody looks, and the pages say so.
CCHC_CLAMD = os.environ.get("CCHC_CLAMD", "").strip()
if CCHC_CLAMD and not re.fullmatch(r"unix:/.+|(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}", CCHC_CLAMD):
    raise ImproperlyConfigured(f"CCHC_CLAMD must be unix:/path/of/a/socket or host:port, not {CCHC_CLAMD!r}.")
CCHC_CLAMD_SECONDS = int(os.environ.get("CCHC_CLAMD_SECONDS") or 60)

# --- how much a request may carry ---

CCHC_MAX_REQUEST = 30 * 1024 * 1024
# A file of dossiers, from somebody who has signed in: two million lines are about 430 MB.
CCHC_MAX_LEDGER = int(os.environ.get("CCHC_MAX_LEDGER_MB") or 600) * 1024 * 1024
# A pasted report is about 151 rows of up to 10 fields; Django's limit of 1,000 would throw the typing away.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- who are you ---

AUTH_USER_MODEL = "agencies.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
CCHC_PASSWORD_LENGTH = int(os.environ.get("CCHC_PASSWORD_LENGTH") or 12)
if CCHC_PASSWORD_LENGTH < 8:
    raise ImproperlyConfigured("CCHC_PASSWORD_LENGTH must be 8 or more.")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "agencies.passwords.LongEnough", "OPTIONS": {"least": CCHC_PASSWORD_LENGTH}},
    {"NAME": "agencies.passwords.NotEasilyGuessed"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
]

# A session lives one working day from the login, however busy, and ends with the browser: keeping the time of the
# last click would cost a write for every request.
SESSION_ENGINE = "agencies.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CCHC_HTTPS
# The prefix makes a browser refuse the cookie from a neighbouring host name or over plain HTTP.
SESSION_COOKIE_NAME = "__Host-session" if CCHC_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if CCHC_HTTPS else "csrf"
CSRF_FAILURE_VIEW = "cchc_portal.views.csrf_failure"

# Ten wrong passwords shut one account for 15 minutes, never an address: an office of two hundred shares one.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "cchc_portal.login.account_name"
AXES_LOCKOUT_CALLABLE = "cchc_portal.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Axes would have the address counted too. Counting the name alone is stricter: neither another browser nor another
# address brings new guesses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# --- what a browser may do with our pages ---

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = CCHC_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if CCHC_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CCHC_HTTPS
# The proxy in front must set this header itself and drop the browser's; docs/operations.md shows one.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CCHC_HTTPS else None

# --- what packages are told ---

DJANGO_TABLES2_TEMPLATE = "django_tables2/portal.html"
IMPORT_EXPORT_USE_TRANSACTIONS = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cchc_portal.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
