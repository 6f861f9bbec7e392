"""How fast is it, as a ratio to a yardstick measured in the same run? `python -m bench` prints one table."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One measured pair: seconds (or a count) of ours and of the yardstick; ``goal`` bounds the ratio (or count)."""

    what: str
    ours: float
    baseline: float
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.baseline if self.baseline else None

    @property
    def reached(self) -> bool:
        """Whether the goal is kept: of the ratio where there is a yardstick, else of the count itself."""
        measured = self.ours if self.ratio is None else self.ratio
        return self.goal is None or measured <= self.goal
