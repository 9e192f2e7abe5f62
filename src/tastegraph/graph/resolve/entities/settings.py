"""How sure is sure: the thresholds of entity resolution."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class EntitySettings(BaseModel):
    """Thresholds on the score of a pair of names, from 0 to 1.

    Calibrated on the people and companies of four film tables (docs/resolution.md): a wrong merge costs more than a
    missed one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cascade: bool = True
    """Whether names that are not equal are compared at all."""
    merge: float = Field(default=0.9, ge=0, le=1)
    """From here on two names become one entity."""
    review: float = Field(default=0.3, ge=0, le=1)
    """From here on a person is asked."""
    meaning: float = Field(default=0.92, ge=0, le=1)
    """Cosine from which names that are spelled otherwise are shown to a person; they are never merged for it."""
    nearest: int = Field(default=10, ge=0)
    """Names that each name is compared with because an encoder finds them near."""
    homonyms: int = Field(default=50, ge=0)
    """Most names that are suggested for a split in a build."""

    @model_validator(mode="after")
    def _review_comes_first(self) -> EntitySettings:
        if self.review > self.merge:
            raise ValueError("review is above merge: ask a person below what is merged without asking")
        return self
