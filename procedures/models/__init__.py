"""What is stored about procedures and dossiers, and which rows may somebody see?"""

from procedures.models.imports import LedgerImport
from procedures.models.ledger import (
    AgencyDay,
    Channel,
    Dossier,
    IllustrativeLedger,
    Outcome,
    ProcedureHalfMonth,
    TierDay,
)
from procedures.models.register import Field, Procedure
from procedures.models.typed import TypedLine, TypedTable

__all__ = [
    "AgencyDay",
    "Channel",
    "Dossier",
    "Field",
    "IllustrativeLedger",
    "LedgerImport",
    "Outcome",
    "Procedure",
    "ProcedureHalfMonth",
    "TierDay",
    "TypedLine",
    "TypedTable",
]
