"""All the provider knows, in the order it lists it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from paceline.sandbox.strava.world.activity import Activity
from paceline.sandbox.strava.world.athlete import Athlete


class UnknownInWorldError(LookupError):
    """No such athlete or activity."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of an activity that the provider may tell applications: `created`, `updated`, `privacy` or `deleted`."""

    kind: str
    activity: Activity
    updates: dict[str, str] = field(default_factory=dict[str, str])
    was_only_me: bool = False


_Key = tuple[int, int]

_ID_AT_2008 = 2_200_000_000
_SINCE_S = 1_200_000_000
_IDS_A_SECOND = 24


@dataclass
class World:
    """Athletes and activities. Each list of an athlete is kept sorted by start and, of equal starts, by id."""

    athletes: dict[int, Athlete] = field(default_factory=dict[int, Athlete])
    activities: dict[int, Activity] = field(default_factory=dict[int, Activity])
    _by_start: dict[int, list[_Key]] = field(default_factory=dict[int, list[_Key]])
    _listeners: list[Callable[[Happening], None]] = field(default_factory=list[Callable[[Happening], None]])

    def add_athlete(self, athlete: Athlete) -> None:
        """Take in a member."""
        if athlete.id in self.athletes:
            raise ValueError(f"there is an athlete {athlete.id} already")
        self.athletes[athlete.id] = athlete
        self._by_start[athlete.id] = []

    def athlete(self, athlete_id: int) -> Athlete:
        """A member. Raises `UnknownInWorldError`."""
        if athlete_id not in self.athletes:
            raise UnknownInWorldError(f"no athlete {athlete_id}")
        return self.athletes[athlete_id]

    def activity(self, activity_id: int) -> Activity:
        """An activity. Raises `UnknownInWorldError`."""
        if activity_id not in self.activities:
            raise UnknownInWorldError(f"no activity {activity_id}")
        return self.activities[activity_id]

    def free_athlete_id(self) -> int:
        """An id no member has."""
        return max(self.athletes, default=48_000_000) + 7_919

    def free_activity_id(self, uploaded_s: int) -> int:
        """An id as of an upload at that time: ids rise with uploads, not with starts, and passed 32 bits long ago."""
        since_s = max(uploaded_s - _SINCE_S, 0)
        wanted = _ID_AT_2008 + since_s * _IDS_A_SECOND + since_s * 7919 % _IDS_A_SECOND
        while wanted in self.activities:
            wanted += 1
        return wanted

    def put(self, activity: Activity) -> None:
        """Take in an activity without telling anybody: how a world is filled."""
        self.athlete(activity.athlete_id)
        if activity.id in self.activities:
            raise ValueError(f"there is an activity {activity.id} already")
        self.activities[activity.id] = activity
        insort(self._by_start[activity.athlete_id], (activity.start_s, activity.id))

    def fill(self, activities: Iterable[Activity]) -> None:
        """Take in many."""
        for activity in activities:
            self.put(activity)

    def take_out(self, activity: Activity) -> None:
        """Forget an activity."""
        keys = self._by_start[activity.athlete_id]
        del keys[bisect_left(keys, (activity.start_s, activity.id))]
        del self.activities[activity.id]

    def exchange(self, before: Activity, after: Activity) -> None:
        """Put another version of an activity in its place, perhaps with another start."""
        self.take_out(before)
        self.put(after)

    def listed(self, athlete_id: int, after_s: int | None = None, before_s: int | None = None) -> Sequence[Activity]:
        """An athlete's activities that start after one instant and before another, oldest first."""
        keys = self._by_start[athlete_id]
        first = 0 if after_s is None else bisect_right(keys, (after_s, _LARGEST))
        end = len(keys) if before_s is None else bisect_left(keys, (before_s, 0))
        return [self.activities[activity_id] for _, activity_id in keys[first:end]]

    def listen(self, listener: Callable[[Happening], None]) -> None:
        """Be told what happens."""
        self._listeners.append(listener)

    def tell(self, happening: Happening) -> None:
        """Tell what happened."""
        for listener in self._listeners:
            listener(happening)


_LARGEST = 2**63
