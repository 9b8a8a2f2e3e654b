"""What a page of a comparison is asked for, and its address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from rag.answering.align import PairKind

_LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """`documents`: ids, none twice. An empty topic means all clauses; `only`: pairs of one kind, or of any."""

    documents: tuple[str, ...] = ()
    topic: str = ""
    only: PairKind | None = None

    def address(self, only: PairKind | None = None) -> str:
        """Of the same comparison with pairs of one kind, or of any."""
        return f"/compare?{urlencode(_parameters(replace(self, only=only)))}"

    @property
    def data(self) -> str:
        """Address of the same comparison as JSON."""
        parameters = {"documents": ",".join(self.documents)} | ({"topic": self.topic} if self.topic else {})
        return f"/v1/compare?{urlencode(parameters)}"


def chosen(parameters: QueryParams) -> Chosen:
    """From ?documents=a&documents=b or ?documents=a,b. A kind that is none is not one to filter by.

    >>> chosen(QueryParams("documents=a,b&documents=b&topic=%20算力%00&only=nix"))
    Chosen(documents=('a', 'b'), topic='算力', only=None)
    """
    names = [name.strip() for given in parameters.getlist("documents") for name in given.split(",")]
    topic = "".join(character if character.isprintable() else " " for character in parameters.get("topic", ""))
    only = parameters.get("only", "")
    return Chosen(
        documents=tuple(dict.fromkeys(filter(None, names))),
        topic=topic.strip()[:_LONGEST_TOPIC].strip(),
        only=PairKind(only) if only in tuple(PairKind) else None,
    )


def _parameters(value: Chosen) -> list[tuple[str, str]]:
    documents = [("documents", name) for name in value.documents]
    return documents + [(name, text) for name, text in (("topic", value.topic), ("only", value.only)) if text]
