"""Which procedures are there in the tests?"""

from procedures.models import Field, Procedure
from tests import cast


def field(name: str = "Đất đai") -> Field:
    return Field.objects.get_or_create(name=name)[0]


def procedure(code: str = "1.001", **said) -> Procedure:
    """A procedure of the province, in the charge of Sở KH&ĐT and in force since ever unless said otherwise."""
    said = {"name": f"Thủ tục {code}", "tier": "province", **said}
    said.setdefault("field", None)
    said["field"] = said["field"] or field()
    said.setdefault("agency", cast.skhdt())
    row = Procedure(code=code, **said)
    row.full_clean()
    row.save()
    return row
