"""The messages and fields we read: numbers, scales, offsets. Written by hand; a test compares it with a published profile.

A value is `raw / scale - offset`. `key` is our name for it, with the unit.
"""

from dataclasses import dataclass
from typing import Final

FILE_ID: Final = 0
SPORT: Final = 12
SESSION: Final = 18
LAP: Final = 19
RECORD: Final = 20
EVENT: Final = 21
DEVICE_INFO: Final = 23
WORKOUT: Final = 26
ACTIVITY: Final = 34
FILE_CREATOR: Final = 49
LENGTH: Final = 101
HR: Final = 132
TIMESTAMP_CORRELATION: Final = 162
FIELD_DESCRIPTION: Final = 206


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A numeric field: its number, the name it has in the FIT profile, our key, scale, offset and unit."""

    number: int
    name: str
    key: str
    scale: float = 1
    offset: float = 0
    unit: str | None = None


RECORD_CHANNELS: Final = (
    FieldSpec(0, "position_lat", "latitude_deg"),
    FieldSpec(1, "position_long", "longitude_deg"),
    FieldSpec(2, "altitude", "altitude_m", 5, 500),
    FieldSpec(3, "heart_rate", "heart_rate_bpm"),
    FieldSpec(4, "cadence", "cadence_rpm"),
    FieldSpec(5, "distance", "distance_m", 100),
    FieldSpec(6, "speed", "speed_mps", 1000),
    FieldSpec(7, "power", "power_w"),
    FieldSpec(9, "grade", "grade_pct", 100),
    FieldSpec(13, "temperature", "temperature_c"),
    FieldSpec(52, "cadence256", "cadence_rpm", 256),
    FieldSpec(53, "fractional_cadence", "fractional_cadence_rpm", 128),
    FieldSpec(73, "enhanced_speed", "speed_mps", 1000),
    FieldSpec(78, "enhanced_altitude", "altitude_m", 5, 500),
)
"""What becomes a `Channel`. Field 8, `compressed_speed_distance`, is unpacked in `records`."""

COMPRESSED_SPEED_DISTANCE: Final = 8
"""Three bytes: speed in 12 bits of 1/100 m/s, distance in 12 bits of 1/16 m, which rolls over every 256 m."""

RECORD_EXTRAS: Final = (
    FieldSpec(10, "resistance", "resistance"),
    FieldSpec(12, "cycle_length", "cycle_length", 100, unit="m"),
    FieldSpec(19, "total_cycles", "total_cycles", unit="cycles"),
    FieldSpec(29, "accumulated_power", "accumulated_power", unit="W"),
    FieldSpec(30, "left_right_balance", "left_right_balance"),
    FieldSpec(31, "gps_accuracy", "gps_accuracy", unit="m"),
    FieldSpec(32, "vertical_speed", "vertical_speed", 1000, unit="m/s"),
    FieldSpec(33, "calories", "calories", unit="kcal"),
    FieldSpec(39, "vertical_oscillation", "vertical_oscillation", 10, unit="mm"),
    FieldSpec(40, "stance_time_percent", "stance_time_percent", 100, unit="%"),
    FieldSpec(41, "stance_time", "stance_time", 10, unit="ms"),
    FieldSpec(43, "left_torque_effectiveness", "left_torque_effectiveness", 2, unit="%"),
    FieldSpec(44, "right_torque_effectiveness", "right_torque_effectiveness", 2, unit="%"),
    FieldSpec(45, "left_pedal_smoothness", "left_pedal_smoothness", 2, unit="%"),
    FieldSpec(46, "right_pedal_smoothness", "right_pedal_smoothness", 2, unit="%"),
    FieldSpec(47, "combined_pedal_smoothness", "combined_pedal_smoothness", 2, unit="%"),
    FieldSpec(54, "total_hemoglobin_conc", "total_hemoglobin_conc", 100, unit="g/dL"),
    FieldSpec(57, "saturated_hemoglobin_percent", "saturated_hemoglobin_percent", 10, unit="%"),
    FieldSpec(67, "left_pco", "left_pco", unit="mm"),
    FieldSpec(68, "right_pco", "right_pco", unit="mm"),
    FieldSpec(81, "battery_soc", "battery_soc", 2, unit="%"),
    FieldSpec(82, "motor_power", "motor_power", unit="W"),
    FieldSpec(83, "vertical_ratio", "vertical_ratio", 100, unit="%"),
    FieldSpec(84, "stance_time_balance", "stance_time_balance", 100, unit="%"),
    FieldSpec(85, "step_length", "step_length", 10, unit="mm"),
    FieldSpec(87, "cycle_length16", "cycle_length16", 100, unit="m"),
    FieldSpec(91, "absolute_pressure", "absolute_pressure", unit="Pa"),
    FieldSpec(92, "depth", "depth", 1000, unit="m"),
    FieldSpec(99, "respiration_rate", "respiration_rate", unit="breaths/min"),
    FieldSpec(108, "enhanced_respiration_rate", "enhanced_respiration_rate", 100, unit="breaths/min"),
    FieldSpec(114, "grit", "grit"),
    FieldSpec(115, "flow", "flow"),
    FieldSpec(116, "current_stress", "current_stress", 100),
    FieldSpec(118, "ebike_battery_level", "ebike_battery_level", unit="%"),
    FieldSpec(119, "ebike_assist_mode", "ebike_assist_mode"),
    FieldSpec(120, "ebike_assist_level_percent", "ebike_assist_level_percent", unit="%"),
    FieldSpec(139, "core_temperature", "core_temperature", 100, unit="°C"),
)
"""Numeric record fields kept as the device wrote them, as `ExtraChannel`."""

SESSION_TIMES: Final = (
    FieldSpec(7, "total_elapsed_time", "elapsed_s", 1000),
    FieldSpec(8, "total_timer_time", "timer_s", 1000),
    FieldSpec(9, "total_distance", "distance_m", 100),
)
"""The same numbers in session and lap."""

TIME_CREATED: Final = 4
START_TIME: Final = 2
SESSION_SPORT: Final = 5
SESSION_SUB_SPORT: Final = 6
LAP_INTENSITY: Final = 23
LAP_TRIGGER: Final = 24

SESSION_SUMMARY: Final = (
    FieldSpec(10, "total_cycles", "total_cycles"),
    FieldSpec(11, "total_calories", "total_calories_kcal"),
    FieldSpec(14, "avg_speed", "avg_speed_mps", 1000),
    FieldSpec(15, "max_speed", "max_speed_mps", 1000),
    FieldSpec(16, "avg_heart_rate", "avg_heart_rate_bpm"),
    FieldSpec(17, "max_heart_rate", "max_heart_rate_bpm"),
    FieldSpec(18, "avg_cadence", "avg_cadence_rpm"),
    FieldSpec(19, "max_cadence", "max_cadence_rpm"),
    FieldSpec(20, "avg_power", "avg_power_w"),
    FieldSpec(21, "max_power", "max_power_w"),
    FieldSpec(22, "total_ascent", "total_ascent_m"),
    FieldSpec(23, "total_descent", "total_descent_m"),
    FieldSpec(24, "total_training_effect", "total_training_effect", 10),
    FieldSpec(33, "num_lengths", "num_lengths"),
    FieldSpec(34, "normalized_power", "normalized_power_w"),
    FieldSpec(35, "training_stress_score", "training_stress_score", 10),
    FieldSpec(36, "intensity_factor", "intensity_factor", 1000),
    FieldSpec(44, "pool_length", "pool_length_m", 100),
    FieldSpec(45, "threshold_power", "threshold_power_w"),
    FieldSpec(47, "num_active_lengths", "num_active_lengths"),
    FieldSpec(48, "total_work", "total_work_j"),
    FieldSpec(49, "avg_altitude", "avg_altitude_m", 5, 500),
    FieldSpec(50, "max_altitude", "max_altitude_m", 5, 500),
    FieldSpec(57, "avg_temperature", "avg_temperature_c"),
    FieldSpec(58, "max_temperature", "max_temperature_c"),
    FieldSpec(59, "total_moving_time", "total_moving_time_s", 1000),
    FieldSpec(64, "min_heart_rate", "min_heart_rate_bpm"),
    FieldSpec(71, "min_altitude", "min_altitude_m", 5, 500),
    FieldSpec(89, "avg_vertical_oscillation", "avg_vertical_oscillation_mm", 10),
    FieldSpec(91, "avg_stance_time", "avg_stance_time_ms", 10),
    FieldSpec(124, "enhanced_avg_speed", "avg_speed_mps", 1000),
    FieldSpec(125, "enhanced_max_speed", "max_speed_mps", 1000),
    FieldSpec(126, "enhanced_avg_altitude", "avg_altitude_m", 5, 500),
    FieldSpec(127, "enhanced_min_altitude", "min_altitude_m", 5, 500),
    FieldSpec(128, "enhanced_max_altitude", "max_altitude_m", 5, 500),
    FieldSpec(132, "avg_vertical_ratio", "avg_vertical_ratio_pct", 100),
    FieldSpec(134, "avg_step_length", "avg_step_length_mm", 10),
    FieldSpec(137, "total_anaerobic_training_effect", "total_anaerobic_training_effect", 10),
    FieldSpec(147, "avg_respiration_rate", "avg_respiration_rate_brpm"),
    FieldSpec(168, "training_load_peak", "training_load_peak", 65536),
    FieldSpec(169, "enhanced_avg_respiration_rate", "avg_respiration_rate_brpm", 100),
    FieldSpec(192, "workout_feel", "workout_feel_pct"),
    FieldSpec(193, "workout_rpe", "workout_rpe_tenths"),
    FieldSpec(208, "avg_core_temperature", "avg_core_temperature_c", 100),
    FieldSpec(210, "max_core_temperature", "max_core_temperature_c", 100),
)
"""The device's totals. Of two fields with one key the later, enhanced one wins where it holds a value."""

LAP_SUMMARY: Final = (
    FieldSpec(11, "total_calories", "total_calories_kcal"),
    FieldSpec(13, "avg_speed", "avg_speed_mps", 1000),
    FieldSpec(14, "max_speed", "max_speed_mps", 1000),
    FieldSpec(15, "avg_heart_rate", "avg_heart_rate_bpm"),
    FieldSpec(16, "max_heart_rate", "max_heart_rate_bpm"),
    FieldSpec(17, "avg_cadence", "avg_cadence_rpm"),
    FieldSpec(18, "max_cadence", "max_cadence_rpm"),
    FieldSpec(19, "avg_power", "avg_power_w"),
    FieldSpec(20, "max_power", "max_power_w"),
    FieldSpec(21, "total_ascent", "total_ascent_m"),
    FieldSpec(22, "total_descent", "total_descent_m"),
    FieldSpec(32, "num_lengths", "num_lengths"),
    FieldSpec(33, "normalized_power", "normalized_power_w"),
    FieldSpec(40, "num_active_lengths", "num_active_lengths"),
    FieldSpec(41, "total_work", "total_work_j"),
    FieldSpec(50, "avg_temperature", "avg_temperature_c"),
    FieldSpec(52, "total_moving_time", "total_moving_time_s", 1000),
    FieldSpec(77, "avg_vertical_oscillation", "avg_vertical_oscillation_mm", 10),
    FieldSpec(79, "avg_stance_time", "avg_stance_time_ms", 10),
    FieldSpec(110, "enhanced_avg_speed", "avg_speed_mps", 1000),
    FieldSpec(111, "enhanced_max_speed", "max_speed_mps", 1000),
    FieldSpec(118, "avg_vertical_ratio", "avg_vertical_ratio_pct", 100),
    FieldSpec(120, "avg_step_length", "avg_step_length_mm", 10),
)

LENGTH_FIELDS: Final = (
    FieldSpec(3, "total_elapsed_time", "elapsed_s", 1000),
    FieldSpec(12, "length_type", "length_type"),
)
ACTIVE_LENGTH: Final = 1

HR_FIELDS: Final = (
    FieldSpec(0, "fractional_timestamp", "fractional_s", 32768),
    FieldSpec(6, "filtered_bpm", "heart_rate_bpm"),
    FieldSpec(9, "event_timestamp", "event_s", 1024),
)
"""Field 10, `event_timestamp_12`, holds 12 bits of each event time, which roll over every 4 s."""
