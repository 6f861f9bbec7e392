"""What does every page know without being told?"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Says whether this is the demonstration, whose figures are illustrative."""
    return {"demo": settings.CCHC_DEMO}
