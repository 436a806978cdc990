"""The procedure as a short plain-Python model: what the engine has to do, said again without the engine.

Nothing here is shared with the product but names. Times are moments; Members are their codes.
"""

from dataclasses import dataclass, field
from fractions import Fraction

# each step with its body and its competence
CHAIN = (
    ("policy_commission_first", "policy_commission", "policy"),
    ("audit", "audit_committee", "audit"),
    ("finance", "finance_committee", "finance"),
    ("policy_commission_second", "policy_commission", "policy"),
    ("council", "council", "policy"),
)
COUNCIL = 4


@dataclass
class Poll:
    silent: bool
    closes_at: object
    votes: dict = field(default_factory=dict)


@dataclass
class Procedure:
    """One amendment. `place` is the step at which it is, None while it is at none; a text is a dict of what it says of
    the plan's text, of a KPI's estimate, and of money."""

    seats: dict  # body: set of Members
    state: str = "draft"
    place: int | None = None
    opened: bool = False
    poll: Poll | None = None
    objected: set = field(default_factory=set)  # (body, text) that goes to a meeting
    texts: list = field(default_factory=list)
    slips: set = field(default_factory=set)  # places in texts that correct typing errors only
    last: dict = field(default_factory=dict)  # place: (returned, place in texts that the outcome is on)
    returned_from: int | None = None
    recused: set = field(default_factory=set)
    standing: bool = False
    versions: int = 1
    decisions: int = 0

    # what holds now

    @property
    def body(self):
        return CHAIN[self.place][1]

    def entitled(self):
        return self.seats[self.body] - self.recused

    # what happens

    def submit(self, text):
        self.texts.append(text)
        self.state = "under_review"
        self._arrive(0)

    def open(self):
        self.opened = True

    def outcome(self, motion, present, votes=None):
        """What a motion comes to; votes are (for, against), without them it is a consensus."""
        entitled = len(self.entitled())
        if present * 2 <= entitled:
            return "void"
        votes_for, against = votes or (1, 0)
        if votes is None:
            carried = True
        elif self.place == COUNCIL:
            carried = votes_for >= Fraction(2, 3) * present and votes_for > 0
        else:
            carried = votes_for > against
        names = {"return": "returned", "endorse": "endorsed"}
        if carried:
            return names.get(motion, motion)
        return "adverse" if motion == "favourable" else "not_carried"

    def decide(self, motion, present, votes=None):
        came = self.outcome(motion, present, votes)
        self._close(came)
        return came

    def reaffirm(self):
        self._close("favourable")

    def resubmit(self, text, slip):
        touched = set() if slip else differing(self.texts[-1], text)
        self.texts.append(text)
        if slip:
            self.slips.add(len(self.texts) - 1)
        self.state = "under_review"
        places = [place for place, (_s, _b, mine) in enumerate(CHAIN) if mine in touched or place == self.returned_from]
        self._arrive(min(places), back=True)

    def withdraw(self):
        self.state, self.place = "withdrawn", None

    def open_poll(self, silent, closes_at):
        self.poll = Poll(silent, closes_at)

    def vote(self, member, choice):
        self.poll.votes[member] = choice

    def object(self):
        self.objected.add((self.body, str(self.texts[-1])))
        self.poll = None

    def close(self):
        """What the poll comes to."""
        poll, self.poll = self.poll, None
        if poll.silent:
            came = "favourable"
        else:
            counted = [choice for member, choice in poll.votes.items() if member in self.entitled()]
            motion = "endorse" if self.place == COUNCIL else "favourable"
            came = self.outcome(motion, len(counted), (counted.count("for"), counted.count("against")))
        self._close(came)
        return came

    def _close(self, came):
        self.decisions += 1
        if came in ("void", "not_carried"):
            return
        self.last[self.place] = (came == "returned", len(self.texts) - 1)
        if came == "returned":
            self.returned_from, self.place, self.state = self.place, None, "returned"
        elif came == "endorsed":
            self.place, self.state = None, "adopted"
            self.versions += 1
        else:
            self._arrive(self.place + 1, back=bool(self.returned_from is not None))

    def _arrive(self, place, *, back=False):
        self.place, self.opened, self.recused = place, False, set()
        self.standing = back and self._stands(place)

    def _stands(self, place):
        returned, seen = self.last.get(place, (True, 0))
        touched = set()
        for later in range(seen + 1, len(self.texts)):
            if later not in self.slips:
                touched |= differing(self.texts[later - 1], self.texts[later])
        return not returned and CHAIN[place][2] not in touched


def differing(old, new):
    """The competences that a step from one text to another touches."""
    return {competence for competence in ("policy", "audit", "finance") if old[competence] != new[competence]}


# the urgent procedure: two officers, the same bodies by silence, and the Council again
URGENT = (
    ("chair", "council"),
    ("secretary_general", "council"),
    *((step, body) for step, body, _competence in CHAIN),
    ("ratification", "council"),
)
RATIFICATION = len(URGENT) - 1


@dataclass
class Urgency:
    """One urgent amendment. `standing` are the versions that stand, in order: the last one holds, and what lapsed is
    not among them. `passed_over`: a meeting of the Council had it and closed without deciding."""

    state: str = "under_review"
    place: int | None = 0
    opened: bool = False
    silent_until: object = None
    objected: set = field(default_factory=set)  # bodies that do not decide on this text by silence any more
    versions: int = 1
    standing: list = field(default_factory=lambda: [1])
    mine: int | None = None  # the version that it made
    sealed: bool = False
    passed_over: bool = False
    decisions: int = 0

    @property
    def body(self):
        return URGENT[self.place][1]

    @property
    def awaits(self):
        """Whether its version was adopted, and is neither ratified nor lapsed."""
        return self.mine is not None and self.state == "adopted" and (self.place is not None or not self.sealed)

    def find(self, justified):
        self.decisions += 1
        if justified:
            self._arrive(self.place + 1)
        else:
            self.state, self.place = "ordinary", None

    def object(self):
        self.objected.add(self.body)
        self.silent_until = None

    def go_on(self):
        """The body is favourable; after the Council it is a version."""
        self.decisions += 1
        if self.place + 1 < RATIFICATION:
            self._arrive(self.place + 1)
            return
        self.versions += 1
        self.mine, self.state, self.place, self.silent_until = self.versions, "adopted", None, None
        self.standing.append(self.mine)

    def seal(self):
        self.sealed = True
        self._arrive(RATIFICATION)

    def ratify(self, entitled, present, votes_for):
        """What a motion to ratify comes to, by two-thirds of those present; without a quorum it is put again."""
        self.decisions += 1
        if present * 2 <= entitled:
            return "void"
        if votes_for * 3 < present * 2:
            self.lapse()
            return "lapsed"
        self.place = None
        return "ratified"

    def lapse(self):
        self.state, self.place = "lapsed", None
        self.standing.remove(self.mine)

    def another(self):
        """What comes of another amendment that the Council endorses: nothing is built on what awaits ratification."""
        if self.awaits:
            return "void"
        self.versions += 1
        self.standing.append(self.versions)
        return "endorsed"

    def _arrive(self, place):
        self.place, self.opened, self.silent_until = place, False, None
