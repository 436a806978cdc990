"""A fault of a document: where it is, and what was expected there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`path` leads to the element, for example ("kpis", 3, "kind"); `expected` is a sentence without its stop."""

    path: tuple[str | int, ...]
    expected: str

    @property
    def place(self):
        """The path as people write it: kpis[3].kind; the whole document is "the plan"."""
        written = ""
        for part in self.path:
            written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
        return written or "the plan"

    def __str__(self):
        return f"{self.place}: {self.expected}"
