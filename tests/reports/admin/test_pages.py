"""Does every page for editions and periods open, in Vietnamese and without anything inline?"""

import re

import pytest

from tests import cast, filing
from tests.reports.admin.asking import KNOWN, page, pages
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


def test_every_page_opens_and_speaks_vietnamese(client, admin, copy):
    for name, args in pages(copy):
        assert english_words(page(client, name, *args), known=KNOWN) == set(), name


def test_no_page_has_anything_inline(client, admin, copy):
    for name, args in pages(copy):
        text = page(client, name, *args)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), name
        assert not re.search(r"<script(?![^>]*src=)(?![^>]*application/json)[^>]*>", text), name


def test_the_year_of_a_period_is_not_grouped_like_a_number(client, admin, copy):
    cast.skhdt()
    filing.period()
    for name, args in pages(copy):
        assert "2.024" not in page(client, name, *args), name
