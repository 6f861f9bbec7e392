"""Does every page of the administration, whichever app registered it, speak Vietnamese and keep to the policy?"""

import re

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from tests import cast
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db
KINDS = ("changelist", "add", "import", "export")
DATA = "GSO and requires or not"  # codes, and the words of the checks' expressions
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(src=|application/json))[^>]*>")


def pages() -> list[str]:
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        for kind in KINDS:
            try:
                found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"))
            except NoReverseMatch:  # a register without files
                continue
    return found


def test_every_page_that_an_administrator_can_open_is_in_vietnamese_without_anything_inline(client):
    call_command("load_edition", "fixtures/editions/188-snv-cchc-2022")
    client.force_login(cast.admin())
    opened = 0
    for address in pages():
        response = client.get(address)
        assert response.status_code in {200, 403}, address
        if response.status_code == 403:
            continue
        text = response.content.decode()
        assert english_words(text, known=DATA) == set(), address
        assert not INLINE.search(text), address
        opened += 1
    assert opened >= 15
