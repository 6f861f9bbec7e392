import pytest

from tests import cast
from tests.procedures.rows import procedure


@pytest.fixture
def known(db, settings, tmp_path):
    """A procedure that files may name, and a place for them."""
    settings.MEDIA_ROOT = tmp_path
    procedure("1.001")


@pytest.fixture
def mine():
    """An agency and its reporter, as the files want them."""
    return {"agency": cast.skhdt(), "by": cast.reporter_a()}
