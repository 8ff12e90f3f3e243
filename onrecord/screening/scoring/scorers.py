"""Which finder scores the logs of this installation: rules, the model that came with onrecord, and the force's own."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.ledger.actions import append
from onrecord.screening.finder.linear import LinearModel, model_from
from onrecord.screening.finder.manner import SAMPLE, manner_model, manner_points, story_share
from onrecord.screening.finder.rank import Finder
from onrecord.screening.models import OwnModel, Scorer
from onrecord.screening.rules.load import load_rules

# The weight of the manner is kept while a new sample of logs calls for no more than so many points more or less: every new
# weight makes all scores old.
STEADY = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the scores kept here are those of the present finder. `scorer` None: nothing has been scored by it."""

    scorer: Scorer | None
    own: OwnModel | None

    @property
    def current(self) -> bool:
        """Whether every log has been looked at by the present finder."""
        return self.scorer is not None and self.scorer.finished_at is not None


def own_model() -> OwnModel | None:
    """The force's own model in use."""
    # The model itself is read where it is needed, not with every page.
    newest = OwnModel.objects.defer("data").order_by("-id").first()
    return newest if newest is not None and newest.version else None


def standing() -> Standing:
    """Which scorer is the present one, without making one."""
    own = own_model()
    known = Scorer.objects.filter(
        rules=load_rules().version, manner=manner_model().version, own=own
    )
    return Standing(known.order_by("-id").first(), own)


def present(*, measure: bool = False) -> tuple[Scorer, Finder]:
    """The scorer in use and its finder. `measure`: look at the newest logs again for how much their manner says."""
    now = standing()
    scorer = now.scorer
    if scorer is None or measure:
        weight = _weight_here()
        if scorer is None or abs(weight - scorer.weight) > STEADY:
            scorer = _new(now.own, weight)
    return scorer, finder_of(scorer)


def finder_here() -> Finder:
    """The present finder, for looking at one log; writes nothing, also where nothing has been scored yet."""
    now = standing()
    return finder_of(now.scorer) if now.scorer else _finder(now.own, _weight_here())


def _weight_here() -> int:
    """What the manner of telling weighs in logs as this installation's newest are written."""
    newest = Log.objects.order_by("-received_at", "-id").values_list("text", flat=True)
    return round(manner_points(story_share(newest[:SAMPLE])))


def finder_of(scorer: Scorer) -> Finder:
    """The finder of the present rules and models with a scorer's weight and own model."""
    own = OwnModel.objects.defer("data").get(pk=scorer.own_id) if scorer.own_id else None
    return _finder(own, scorer.weight)


def _finder(own: OwnModel | None, weight: int) -> Finder:
    return Finder(load_rules(), manner_model(), float(weight), model_of(own) if own else None)


def _new(own: OwnModel | None, weight: int) -> Scorer:
    finder = _finder(own, weight)
    return Scorer.objects.create(
        version=finder.version,
        rules=finder.book.version,
        manner=finder.manner.version,
        weight=weight,
        own=own,
        begun_at=timezone.now(),
        logs=Log.objects.count(),
    )


def model_of(own: OwnModel) -> LinearModel:
    """A model that was taken into use, ready to work with."""
    return _model_of(own.pk, own.version)


@lru_cache(maxsize=2)
def _model_of(pk: int, version: str) -> LinearModel:
    # Kept under its version, which is a hash of the model: after a backup is put back a row's number may mean another one.
    return model_from(OwnModel.objects.get(pk=pk).data, "the model in use")


@transaction.atomic
def adopt_model(*, model: LinearModel | None, by: str) -> OwnModel:
    """Take a model that this force trained into use, or (None) none from now on; returns its row.

    The same model as is in use changes nothing. All scores become old ones: see `actions.screen_all`.
    """
    now = own_model()
    if now is not None and model is not None and now.version == model.version:
        return now
    version = model.version if model else ""
    about = model.about if model else {}
    told = ("made_from", "logs", "with_crime", "read")
    body = {
        "version": version,
        "words": len(model.weights) if model else 0,
        **{name: about[name] for name in told if name in about},
    }
    return OwnModel.objects.create(
        version=version,
        data=model.as_data() if model else None,
        adopted_at=timezone.now(),
        adopted_by=by,
        entry_seq=append(kind="finder.model", subject="finder", body=body, by=by),
    )
