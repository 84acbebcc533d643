"""The verb of an evaluation: say how well a drill went, or say it otherwise."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Status
from safety.journal import write as journal
from training.models import Evaluation, Judgement
from training.services.drills import held


def evaluate(
    evaluation: Evaluation, results: Mapping[int, str], *, by: int | None
) -> None:
    """Keep an evaluation; ``results`` by the keys of its items, empty for not judged.

    Each item gets its row, judged or not, so that later ones are no items of it.
    """
    with transaction.atomic():
        if held(evaluation.drill).status != Status.FINAL:
            raise ValidationError(_("A drill is evaluated when it has ended."))
        journal.save(evaluation, "evaluate", by=by)
        known = {each.item_id: each for each in evaluation.judgements.all()}
        rows = []
        for item, result in results.items():
            row = known.get(item) or Judgement(evaluation=evaluation, item_id=item)
            if item not in known or row.result != result:
                row.result = result
                rows.append(row)
        journal.save_all(rows, "judge", by=by)
