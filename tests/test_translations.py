"""Is everything that Django and the packages say said in Vietnamese?"""

import gettext
import importlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

OURS = Path("locale/vi/LC_MESSAGES")
DJANGO = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/sessions")
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
TRANSLATE_TAG = re.compile(r"""{%\s*trans(?:late)?\s+(["'])(.*?)\1""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sd]|{\w*}")

Key = tuple[str | None, str]  # context and msgid


def folder(package: str) -> Path:
    return Path(str(importlib.import_module(package).__file__)).parent


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id and not message.fuzzy]


def key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def translated(path: Path) -> set[Key]:
    return {key(message) for message in messages(path) if message.string and all(message.string)}


def said_in_code(package: str) -> Iterator[Key]:
    for _, _, text, _, context in extract_from_dir(
        folder(package), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        yield context, text if isinstance(text, str) else text[0]
    for template in folder(package).rglob("*.html"):
        yield from ((None, found[1]) for found in TRANSLATE_TAG.findall(template.read_text()))


@pytest.mark.parametrize("part, domain", [*((part, "django") for part in DJANGO), ("contrib/admin", "djangojs")])
def test_what_django_leaves_in_english_is_translated_here(part, domain):
    english = folder("django") / part / "locale/en/LC_MESSAGES" / f"{domain}.po"
    vietnamese = Path(str(english).replace("/en/", "/vi/"))
    theirs = translated(vietnamese) if vietnamese.exists() else set()
    missing = {key(message) for message in messages(english)} - theirs - translated(OURS / f"{domain}.po")
    assert missing == set()


@pytest.mark.parametrize("package, least", [("import_export", 30), ("django_tables2", 2), ("axes", 20)])
def test_what_the_packages_say_is_translated_here(package, least):
    catalogues = [folder("django") / part / "locale/vi/LC_MESSAGES/django.po" for part in DJANGO]
    known = set().union(*map(translated, [OURS / "django.po", *catalogues]))
    said = {one for one in said_in_code(package) if not one[1].endswith(", ")}  # half of a sum of two strings
    assert said - known == set()
    assert len(said) >= least


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_in_step_with_the_readable_one(domain):
    with (OURS / f"{domain}.mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)
    compiled.pop("", None)
    written = {}
    for message in messages(OURS / f"{domain}.po"):
        context, text = key(message)
        name = f"{context}\x04{text}" if context else text
        written[name if isinstance(message.id, str) else (name, 0)] = (
            message.string if isinstance(message.id, str) else message.string[0]
        )
    assert compiled == written


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_translations_keep_the_places_for_values_and_are_composed(domain):
    for message in messages(OURS / f"{domain}.po"):
        ids = [message.id] if isinstance(message.id, str) else message.id
        texts = [message.string] if isinstance(message.string, str) else message.string
        for text in texts:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(ids[-1])), ids
            assert unicodedata.is_normalized("NFC", text)
