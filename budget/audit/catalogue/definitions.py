"""What a check consists of: level, basis, needs and wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Level = Literal["error", "warning", "notice"]
# The gravest first; findings are sorted in this order.
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "notice")

# Data without which a check cannot be evaluated.
Need = Literal["amounts", "objective", "indicators", "targets", "text", "last_year", "results"]


class Words(NamedTuple):
    """A text in the site's two languages."""

    english: str
    chinese: str

    def in_language(self, code: str) -> str:
        """Return the text for a language code such as zh-hans or en."""
        return self.chinese if code.lower().startswith("zh") else self.english


LEVEL_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "error": Words("error: it cannot be right", "错误：不可能成立"),
        "warning": Words("warning: a reviewer should look", "警告：需要核查"),
        "notice": Words("notice: worth knowing", "提示：值得了解"),
    }
)


@dataclass(frozen=True, slots=True)
class Basis:
    """The source of a rule: a document's number ("" where there is no document) and its title.

    `is_local`: the source applies in Guangzhou alone.
    """

    number: str
    title: Words
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the catalogue.

    `level` is the level of its findings. Some of them get the `lesser_level`; the wording says which.
    """

    id: str
    level: Level
    basis: Basis
    needs: tuple[Need, ...]
    wording: Words
    lesser_level: Level | None = None

    @property
    def is_local(self) -> bool:
        """Whether the check is on only for Guangzhou's disclosures or where an operator switches it on."""
        return self.basis.is_local
