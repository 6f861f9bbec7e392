"""How do many people at once look from outside? An open-loop client: everybody acts when his time has come.

A latency is counted from the moment somebody wanted to act, so that a queue in front of the server is not hidden.

Nobody acts to the beat of a clock: each moment is drawn from its slot, an opening from the person's share of the time
and a save from the PAUSE before it is due, by seeded dice. Were they all kept to the beat, a hundred people would save
in the very same milliseconds every five seconds, and nobody in between. How many openings and saves there are does not
depend on the dice.
"""

import asyncio
import dataclasses
import json
import math
import random
import time

PAUSE = 5.0  # seconds between two saves of one person, on average
SOONEST = 0.1  # of the pause: nobody saves before he could have typed
KEYS = ("2:1", "2:2.1", "2:2.2", "2:5.1", "2:6.1", "6:1.1", "6:1.2", "6:2.1", "6:2.4", "6:3")


@dataclasses.dataclass(slots=True)
class Person:
    """Somebody with a report of his own, his cookies, and what the server has acknowledged to him."""

    report: int
    cookies: str
    csrf: str
    saved: dict[str, str] = dataclasses.field(default_factory=dict)
    revisions: dict[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class Tally:
    """Seconds from wish to answer, and everything that was not a plain success."""

    opens: list[float] = dataclasses.field(default_factory=list)
    saves: list[float] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)


class Connection:
    """One kept connection that speaks just enough HTTP/1.1."""

    def __init__(self, port: int) -> None:
        self.port, self.reader, self.writer = port, None, None

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer. Raises OSError or asyncio.IncompleteReadError when the server goes away."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        self.writer.write(head.encode() + body)
        top = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, fields = int(top.split(" ", 2)[1]), top.lower()
        if "transfer-encoding: chunked" in fields:
            return status, await self._chunks()
        length = int(fields.split("content-length:", 1)[1].split("\r\n", 1)[0]) if "content-length:" in fields else 0
        return status, await self.reader.readexactly(length)

    async def _chunks(self) -> bytes:
        found = []
        while size := int(await self.reader.readline(), 16):
            found.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(found)


def _head(verb: str, path: str, person: Person | None, length: int = 0) -> str:
    lines = [f"{verb} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: identity"]
    if person:
        lines.append(f"Cookie: {person.cookies}")
    if verb == "POST":
        lines += ["Content-Type: application/json", f"Content-Length: {length}", f"X-CSRFToken: {person.csrf}"]
    return "\r\n".join([*lines, "", ""])


async def _live(
    line: Connection, person: Person, slot: tuple[float, float], ends: float, tally: Tally, dice: random.Random
) -> None:
    """Open the form once in a slot of time, then save a cell for every PAUSE seconds until the end."""
    starts = dice.uniform(*slot)
    await asyncio.sleep(max(0.0, starts - time.perf_counter()))
    status, _ = await line.ask(_head("GET", f"/reports/{person.report}/appendices/2/", person))
    tally.opens.append(time.perf_counter() - starts)
    if status != 200:
        tally.errors.append(f"open {status}")
    for place in range(1, math.ceil((ends - slot[0]) / PAUSE)):
        wish = starts + PAUSE * (place - dice.uniform(0, 1 - SOONEST))
        await asyncio.sleep(max(0.0, wish - time.perf_counter()))
        key, typed = dice.choice(KEYS), str(dice.randint(0, 900))
        change = {"key": key, "revision": person.revisions.get(key, 0), "typed": typed}
        body = json.dumps({"changes": [change]}).encode()
        status, answer = await line.ask(_head("POST", f"/reports/{person.report}/figures/", person, len(body)), body)
        tally.saves.append(time.perf_counter() - wish)
        if status == 200:
            person.saved[key], person.revisions[key] = typed, person.revisions.get(key, 0) + 1
        else:
            tally.errors.append(f"save {status} {answer[:80]!r}")


async def _safely(line: Connection, person: Person, *rest) -> None:
    try:
        await _live(line, person, *rest)
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        rest[2].errors.append(f"{type(error).__name__}: {error}")
    finally:
        line.close()


async def deadline_day(port: int, people: list[Person], seconds: float, seed: int = 7) -> Tally:
    """Everybody comes once, each in a share of the time of his own, and stays to its end."""
    tally, start = Tally(), time.perf_counter() + 0.5
    step = seconds / len(people)
    jobs = (
        _safely(
            Connection(port),
            person,
            (start + place * step, start + (place + 1) * step),
            start + seconds,
            tally,
            random.Random(seed + place),
        )
        for place, person in enumerate(people)
    )
    await asyncio.gather(*jobs)
    return tally


async def one_by_one(port: int, path: str, times: int, pause: float) -> list[float]:
    """Seconds of each of some requests without login to a server that has nothing else to do.

    ``pause``: seconds before each, which should be those between two requests of the crowd: asked without a breath, a
    server never lets its processor sleep nor its code leave the caches, and answers twice as fast as anybody meets it.
    """
    line, found = Connection(port), []
    for _ in range(times):
        await asyncio.sleep(pause)
        start = time.perf_counter()
        status, _ = await line.ask(_head("GET", path, None))
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        found.append(time.perf_counter() - start)
    line.close()
    return found
