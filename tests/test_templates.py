"""Do the pages' own templates leave no room for words that are not ours?"""

import re

import pytest
from django.conf import settings

POST_FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>")
TEMPLATES = sorted(
    path for path in (settings.BASE_DIR / "templates").rglob("*.html") if POST_FORM.search(path.read_text())
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_form_lets_the_browser_complain_in_its_own_language(path) -> None:
    # An English browser says "Please fill out this field." and keeps our sentence from being shown.
    assert [form for form in POST_FORM.findall(path.read_text()) if "novalidate" not in form] == []
