from approvals.models.body import Body, Delegate, Member, Office, Seat, SeatTerm
from approvals.models.decision import Decision
from approvals.models.poll import Poll, Vote
from approvals.models.reading import Reading, Review
from approvals.models.register import Act, Leaf, Root
from approvals.models.rule import Rule

__all__ = [
    "Act",
    "Body",
    "Decision",
    "Delegate",
    "Leaf",
    "Member",
    "Office",
    "Poll",
    "Reading",
    "Review",
    "Root",
    "Rule",
    "Seat",
    "SeatTerm",
    "Vote",
]
