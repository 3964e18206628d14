"""Open-Meteo as a client meets it: hourly weather of the past and of the days to come, always the same for a place and an hour."""
