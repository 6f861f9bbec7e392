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
    patterns = without_source_maps(CompressedManifestStaticFilesStorage.patterns)
