"""Which evaluator answers which `quantity`."""

from collections.abc import Callable

from tests.science.vectors.compare import Answer
from tests.science.vectors.inputs import Inputs

Evaluator = Callable[[Inputs], Answer]
EVALUATORS: dict[str, Evaluator] = {}


def answers(*quantities: str) -> Callable[[Evaluator], Evaluator]:
    """Register an evaluator under the quantities it answers, the usual name first."""

    def register(evaluator: Evaluator) -> Evaluator:
        for quantity in quantities:
            assert quantity not in EVALUATORS, f"{quantity} has two evaluators"
            EVALUATORS[quantity] = evaluator
        return evaluator

    return register
