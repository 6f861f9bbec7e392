"""What does the workflow look like on one page for people? A Markdown page drawn from the table of actions itself."""

import dataclasses

from reports import workflow
from reports.workflow import Action, Situation, Status

_HEAD = ("Action", "Button", "From", "To", "Who", "Refused with", "Asks for")

_INTRO = """\
Drawn from `ACTIONS` in `reports/workflow.py` by `manage.py generate_docs`, not by hand. The buttons, the check on
every POST, this page and the tests read the same table, and `services.acts.act` is the only writer of a status.
"""

_NOTES = """\
- Besides, an action is refused to whoever lacks the role, in any other state, and for a form that somebody overtook.
- The sentences under "Refused with" are those that a person reads; numbers stand for what is found at the time.
- "Where it was filled in": draft, or returned once it was returned; then only places with a remark are open.
- A correction after approval is the next version, a copy; the approved one is in force until the next is approved.
"""

# Everything that could stand in the way of an action, so that every need says its sentence.
_WORST = Situation(
    status=Status.DRAFT,
    roles=frozenset(),
    member=True,
    preparer=True,
    period_open=False,
    newest=False,
    errors=1,
    unexplained=1,
    remarks=1,
    returned_before=True,
    taken=True,
)


def markdown() -> str:
    """The states as a diagram, their names, and the table of actions; ends with a newline."""
    states = "\n".join(f"| `{status}` | {workflow.LABELS[status]} | {_writable(status)} |" for status in Status)
    return "\n".join(
        [
            "# Workflow of a report",
            "",
            _INTRO,
            f"```mermaid\n{workflow.mermaid()}\n```",
            "",
            "| State | On the pages | Figures can be typed |",
            "| --- | --- | --- |",
            states,
            "",
            "## Actions",
            "",
            _line(_HEAD),
            _line(("---",) * len(_HEAD)),
            *(_line(_cells(action)) for action in workflow.ACTIONS.values()),
            "",
            f"- Every action is refused with: {' '.join(_sentence(need) for need in _common())}",
            _NOTES.rstrip(),
            "",
        ]
    )


def _writable(status: Status) -> str:
    if status not in workflow.WRITABLE:
        return "no"
    return "where the reviewer remarked" if status == Status.RETURNED else "yes"


def _cells(action: Action) -> tuple[str, ...]:
    goal = f"`{action.target}`" if action.target else "where it was filled in"
    return (
        f"`{action.name}`",
        action.label,
        ", ".join(f"`{source}`" for source in Status if source in action.sources),
        f"{goal} of the next version" if action.new_version else goal,
        ", ".join(sorted(action.roles)),
        "<br>".join(_sentence(need) for need in action.needs if need not in _common()),
        ", ".join(sorted(action.asks)),
    )


def _common() -> list[workflow.Need]:
    """What every action needs."""
    first, *others = workflow.ACTIONS.values()
    return [need for need in first.needs if all(need in other.needs for other in others)]


def _sentence(need: workflow.Need) -> str:
    """What a need says when it is not met."""
    return need(_WORST) or need(dataclasses.replace(_WORST, remarks=0))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
