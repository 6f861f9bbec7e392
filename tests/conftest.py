"""What the tests share: the browser, and the guard that keeps Django usable inside it."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop of its own
