"""The hourly variables: their names, older names that still answer, units, and where they are to be had."""

OLDER_NAMES = {
    "relativehumidity_2m": "relative_humidity_2m",
    "dewpoint_2m": "dew_point_2m",
    "pressure_msl": "pressure_msl",
    "weathercode": "weather_code",
    "cloudcover": "cloud_cover",
    "windspeed_10m": "wind_speed_10m",
    "winddirection_10m": "wind_direction_10m",
    "windgusts_10m": "wind_gusts_10m",
}
UNITS = {
    "temperature_2m": "°C",
    "apparent_temperature": "°C",
    "dew_point_2m": "°C",
    "relative_humidity_2m": "%",
    "surface_pressure": "hPa",
    "pressure_msl": "hPa",
    "precipitation": "mm",
    "rain": "mm",
    "snowfall": "cm",
    "weather_code": "wmo code",
    "cloud_cover": "%",
    "wind_speed_10m": "km/h",
    "wind_gusts_10m": "km/h",
    "wind_direction_10m": "°",
    "shortwave_radiation": "W/m²",
    "is_day": "",
    "visibility": "m",
    "uv_index": "",
}
FORECAST_ONLY = frozenset({"visibility", "uv_index"})
TEMPERATURES = frozenset({"temperature_2m", "apparent_temperature", "dew_point_2m"})
WIND_SPEEDS = frozenset({"wind_speed_10m", "wind_gusts_10m"})
WIND_UNITS = {"kmh": ("km/h", 1.0), "ms": ("m/s", 1 / 3.6), "mph": ("mp/h", 0.621371), "kn": ("kn", 0.539957)}


def current_name(name: str) -> str:
    """The present name of a variable."""
    return OLDER_NAMES.get(name, name)
