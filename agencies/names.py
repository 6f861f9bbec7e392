"""How are Vietnamese names compared and searched?"""

import unicodedata

# Two spellings of the tone mark live side by side in Vietnamese ("Hóa"/"Hoá"); without marks they are one word.
_D = str.maketrans("đĐ", "dD")


def composed(text: str) -> str:
    """NFC and nothing else: a letter and its marks are one character, however the keyboard sent them."""
    return unicodedata.normalize("NFC", text)


def nfc(text: str) -> str:
    """The form in which all text is stored: NFC, outer blanks gone."""
    return composed(text).strip()


def fold(text: str) -> str:
    """Lower case without accents, one blank between words: what searches compare ("Xã Hương Hoá" -> "xa huong hoa")."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.translate(_D).casefold().split())


MOST_WORDS = 20  # of a search: each is a condition of its own, and a database takes a thousand at most


# What Unicode keeps far apart, in the order of the alphabet; the tone marks come after every letter.
_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def alphabetical(text: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """The key that sorts names as a Vietnamese dictionary does: "Dân tộc", "Du lịch", "Đất đai", "Giáo dục"."""
    toneless = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold()) if mark not in _TONES)
    letters = tuple(
        (_ALPHABET[letter] + 1, "") if letter in _ALPHABET else (0 if letter < "a" else 99, letter)
        for letter in unicodedata.normalize("NFC", toneless)
    )
    return letters, text


def words(text: str) -> list[str]:
    """The folded words of a search; those beyond the twentieth do not count."""
    return fold(text).split()[:MOST_WORDS]
