from approvals.models.body import Body, Delegate, Member, Office, Seat, SeatTerm
from approvals.models.decision import Decision
from approvals.models.interest import Interest
from approvals.models.meeting import AgendaItem, Attendance, Meeting
from approvals.models.poll import CheckIn, Poll, Vote
from approvals.models.reading import Reading, Review
from approvals.models.register import Act, Leaf, Root, RootLetter
from approvals.models.rule import Rule
from approvals.models.standing_in import Proxy, Substitution

__all__ = [
    "Act",
    "AgendaItem",
    "Attendance",
    "Body",
    "CheckIn",
    "Decision",
    "Delegate",
    "Interest",
    "Leaf",
    "Meeting",
    "Member",
    "Office",
    "Poll",
    "Proxy",
    "Reading",
    "Review",
    "Root",
    "RootLetter",
    "Rule",
    "Seat",
    "SeatTerm",
    "Substitution",
    "Vote",
]
