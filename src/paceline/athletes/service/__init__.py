"""What the other slices may ask and change. The session is the athlete's own; nothing here commits."""

from paceline.athletes.rules.judgement import AthleteTimeline, WeightOn
from paceline.athletes.rules.thresholds import ThresholdsOn, ThresholdTimeline, ThresholdValue
from paceline.athletes.rules.zones import ResolvedZones
from paceline.athletes.service.judgement import load_timeline
from paceline.athletes.service.profile import get_profile, suggest_time_zone, update_profile
from paceline.athletes.service.thresholds import (
    change_threshold,
    confirm_threshold,
    list_in_force,
    list_thresholds,
    propose_threshold,
    propose_thresholds,
    remove_threshold,
    replace_detected,
    set_threshold,
)
from paceline.athletes.service.views import threshold_out
from paceline.athletes.service.weights import import_weights, list_weights, remove_weight, set_weight
from paceline.athletes.service.zones import SchemeOption, ZonesView, list_zones, set_zones
from paceline.athletes.tables import Profile, ProposedThreshold, StoredThreshold, Weight

__all__ = [
    "AthleteTimeline",
    "Profile",
    "ProposedThreshold",
    "ResolvedZones",
    "SchemeOption",
    "StoredThreshold",
    "ThresholdTimeline",
    "ThresholdValue",
    "ThresholdsOn",
    "Weight",
    "WeightOn",
    "ZonesView",
    "change_threshold",
    "confirm_threshold",
    "get_profile",
    "import_weights",
    "list_in_force",
    "list_thresholds",
    "list_weights",
    "list_zones",
    "load_timeline",
    "propose_threshold",
    "propose_thresholds",
    "remove_threshold",
    "remove_weight",
    "replace_detected",
    "set_threshold",
    "set_weight",
    "set_zones",
    "suggest_time_zone",
    "threshold_out",
    "update_profile",
]
