"""Who the athlete is: profile, thresholds over time, zones, weight, time zone."""
