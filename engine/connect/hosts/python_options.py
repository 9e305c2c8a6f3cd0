"""What the user says of the file where it cannot be seen: --shape NAME, --layout weights=in_out,samples=rows."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Options:
    shape: Optional[str] = None
    weights: Optional[str] = None
    samples: Optional[str] = None
    average: Optional[str] = None


def options_of(words):
    """Options from `key=value` words, which have been checked before they came here."""
    return Options(**dict(word.split("=", 1) for word in words))
