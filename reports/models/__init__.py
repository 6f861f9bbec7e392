"""What is stored about reports, and which rows may somebody see?"""

from reports.models.editions import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.models.filing import Attachment, Explanation, Figure, Report, SectionText, Version
from reports.models.periods import Period
from reports.models.review import Remark
from reports.models.templates import WordTemplate
from reports.models.uploads import Upload

__all__ = [
    "Appendix",
    "Attachment",
    "CheckRule",
    "Explanation",
    "Figure",
    "FormEdition",
    "Indicator",
    "Period",
    "Remark",
    "Report",
    "SectionTemplate",
    "SectionText",
    "Upload",
    "Version",
    "WordTemplate",
]
