"""Is the log still the one that was sealed on earlier days?

Whoever owns the database could cut off the end of a chain and write its head anew; nothing inside the database would
show it. So the heads are written down daily outside: one JSON object a line, a line for every chain that has grown.
"""

import dataclasses
import datetime
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from agencies.log import Break
from agencies.models import Chain, Event


@dataclasses.dataclass(frozen=True, slots=True)
class Seal:
    """On ``day`` a chain had ``length`` events and the last one's digest was ``head``."""

    day: datetime.date
    chain: str
    length: int
    head: str

    def line(self) -> str:
        words = {**dataclasses.asdict(self), "day": self.day.isoformat()}
        return json.dumps(words, ensure_ascii=False)


def read(path: Path) -> list[Seal]:
    """The seals of a file, oldest first; none for a file that is not there yet. Raises ValueError with the line."""
    if not path.exists():
        return []
    return [_seal(text, path, number) for number, text in enumerate(path.read_text().splitlines(), 1) if text.strip()]


def _seal(text: str, path: Path, number: int) -> Seal:
    try:
        said = json.loads(text)
        day = datetime.date.fromisoformat(said["day"])
        return Seal(day, str(said["chain"]), int(said["length"]), str(said["head"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}, dòng {number}: không đọc được dấu niêm phong.") from error


def breaks(seals: Iterable[Seal]) -> Iterator[Break]:
    """Every seal that the log does not bear out any more."""
    chains = dict(Chain.objects.values_list("name", "length"))
    for seal in seals:
        length = chains.get(seal.chain, 0)
        if length < seal.length:
            reason = f"ngày {seal.day} đã niêm phong {seal.length} sự kiện, nay còn {length}: phần cuối bị cắt"
            yield Break(seal.chain, length + 1, reason)
        elif seal.length and _digest(seal) != seal.head:
            yield Break(seal.chain, seal.length, f"khác với niêm phong ngày {seal.day}: chuỗi đã bị viết lại")


def _digest(seal: Seal) -> str | None:
    event = Event.objects.filter(chain__name=seal.chain, number=seal.length)
    return event.values_list("digest", flat=True).first()


def due(known: Iterable[Seal], day: datetime.date) -> list[Seal]:
    """The seals to be added on a day: of every chain that has grown since its last one."""
    sealed = {seal.chain: seal.length for seal in known}
    heads = Chain.objects.order_by("name").values_list("name", "length", "head")
    return [Seal(day, name, length, head) for name, length, head in heads if length > sealed.get(name, 0)]


def append(path: Path, seals: Iterable[Seal]) -> None:
    """Add lines to the end of a file and wait until the disk has them."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{seal.line()}\n" for seal in seals)
        file.flush()
        os.fsync(file.fileno())
