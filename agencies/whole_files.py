"""How is a file written so that nobody ever finds half of one?"""

import contextlib
import os
import pathlib
import uuid
from collections.abc import Iterator
from typing import BinaryIO

PART = ".part"  # what a file that is being written ends in; sweeps know a forgotten one by it


@contextlib.contextmanager
def writing(path: pathlib.Path) -> Iterator[BinaryIO]:
    """An open file beside ``path`` that takes its place, surely on the disk, when the block ends well; else it is gone.

    Whoever writes the same path at once has a file of their own; the last to end wins. ``file.name`` is where it
    stands meanwhile. Raises OSError where there is no room for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}{PART}")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
