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


def words(text: str) -> list[str]:
    """The folded words of a search; those beyond the twentieth do not count."""
    return fold(text).split()[:MOST_WORDS]
