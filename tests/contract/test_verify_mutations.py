"""True statements altered in one thing, and statements written as attacks: none of what decides may pass.

The generator (eval/forms.py, eval/mutants.py) shares no code with the rules; the attacks were written before them.
"""

import pytest

from eval.attacks import cited, load_attacks
from eval.mutants import DECISIVE, MUTATIONS
from eval.statements import StatementFigures, measure
from rag.adapters.sentence_transformers import SentenceTransformerEmbedder
from rag.answering.verify import Verifier, checks
from rag.ports import Catalogue

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures(corpus_catalogue: Catalogue) -> StatementFigures:
    return measure(
        corpus_catalogue,
        lambda statement, sources: all(check.passed for check in checks(statement, sources)),
        each=80,
    )


def test_true_statements_pass_in_every_form(figures: StatementFigures) -> None:
    assert figures.unaltered["all"].n >= 1_000
    assert len(figures.unaltered) > 12
    assert figures.unaltered["all"].share <= 0.02


def test_altered_statements_do_not_pass(figures: StatementFigures) -> None:
    assert figures.mutants.keys() == MUTATIONS.keys() | {"all"}
    assert figures.mutants["all"].n >= 1_200
    assert min(figures.mutants[kind].n for kind in ("bound turned", "bound dropped", "list closed")) >= 60
    assert {kind: figures.mutants[kind].share for kind in DECISIVE} == dict.fromkeys(DECISIVE, 1.0)
    assert figures.mutants["all"].share >= 0.98


def test_attacks_do_not_pass_and_true_ones_beside_them_do(
    corpus_catalogue: Catalogue, bundled_embedder: SentenceTransformerEmbedder
) -> None:
    verifier = Verifier(bundled_embedder)
    verdicts = {
        attack.statement: (attack.supported, all(check.passed for check in verifier.checks(attack.statement, sources)))
        for attack, sources in cited(load_attacks(), corpus_catalogue)
    }
    let_through = {statement for statement, (supported, passed) in verdicts.items() if passed and not supported}
    controls = [passed for supported, passed in verdicts.values() if supported]
    assert len(verdicts) - len(controls) >= 190 and len(controls) >= 75
    assert not let_through
    assert sum(controls) >= 0.92 * len(controls)
