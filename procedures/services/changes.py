"""Who wants to know that the register or the ledger now counts something else?

Imports between apps run one way, so whoever stands above this app and follows its figures adds a listener when the apps
are ready.
"""

from collections.abc import Callable, Collection

from agencies.models import User

Listener = Callable[[Collection[int] | None, User | None], None]

listeners: list[Listener] = []


def tell(agencies: Collection[int] | None, *, by: User | None) -> None:
    """Say that what is counted for some agencies (primary keys; None: for all) has changed.

    Called in the transaction of the change: what a listener stores stands or falls with it.
    """
    for listener in listeners:
        listener(agencies, by)
