"""For all tests: outcomes are asserted, never durations, so Hypothesis measures none either."""

from hypothesis import HealthCheck, settings

settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")
