"""Under which names are static files served? Under the hash of their content, so that browsers keep them for ever."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


def without_source_maps(patterns: Any) -> Any:
    """Drops the search for source maps, which the minified files name and we do not ship."""
    return tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in (rule if isinstance(rule, str) else rule[0])))
        for glob, rules in patterns
    )


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    # A module imports others by name: without this a browser would keep the old ones after a new version.
    support_js_module_import_aggregation = True
    patterns = without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file; a page names fifteen of them, and none changes while the server runs."""
        if name is None or force:
            return super().url(name, force)
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]
