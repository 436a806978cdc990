from plans.models.amendment import Amendment, Draft, Revision
from plans.models.collision import Collision
from plans.models.document import DocumentStage, SealedDocument
from plans.models.edition import Edition, Version
from plans.models.lapse import Lapse
from plans.models.numbering import Numbering

__all__ = [
    "Amendment",
    "Collision",
    "DocumentStage",
    "Draft",
    "Edition",
    "Lapse",
    "Numbering",
    "Revision",
    "SealedDocument",
    "Version",
]
