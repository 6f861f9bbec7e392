"""Which front-end files of other projects do we serve? Only the ones listed here, from node_modules."""

import builtins
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

FONT = "@fontsource/be-vietnam-pro"
SUBSETS = ("vietnamese", "latin-ext", "latin")
WEIGHTS = ("400", "500", "600")

# Public name -> file under node_modules. A style sheet of the font takes all three subsets: the Vietnamese one alone
# lacks à, â, é and 28 more letters.
VENDOR_FILES: dict[str, str] = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/chart/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    **{f"vendor/font/{weight}.css": f"{FONT}/{weight}.css" for weight in WEIGHTS},
    **{
        f"vendor/font/files/be-vietnam-pro-{subset}-{weight}-normal.{kind}": (
            f"{FONT}/files/be-vietnam-pro-{subset}-{weight}-normal.{kind}"
        )
        for subset in SUBSETS
        for weight in WEIGHTS
        for kind in ("woff2", "woff")
    },
}


class VendorStorage(FileSystemStorage):
    """Reads a listed file by its public name."""

    def path(self, name: str) -> str:
        return str(Path(settings.NODE_MODULES) / VENDOR_FILES[name])


class VendorFinder(BaseFinder):
    """Serves the allow-list: the whole of node_modules would be 100 MB and does not survive collectstatic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = VendorStorage(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Returns a path, or [] when there is none; with `find_all` a list."""
        found = [self.storage.path(path)] if path in VENDOR_FILES else []
        return found if find_all or not found else found[0]

    def check(self, **kwargs: Any) -> "builtins.list[CheckMessage]":
        absent = [name for name in VENDOR_FILES if not Path(self.storage.path(name)).is_file()]
        if not absent or Path(settings.STATIC_ROOT, "staticfiles.json").is_file():
            return []  # a server that got the collected files needs no node_modules
        return [
            Error(
                f"{len(absent)} front-end files are missing, the first is {VENDOR_FILES[absent[0]]}.",
                hint="Run `make setup`, which fetches them.",
                id="cchc_portal.E001",
            )
        ]

    def list(self, ignore_patterns: Any) -> Any:
        return ((name, self.storage) for name in VENDOR_FILES)
