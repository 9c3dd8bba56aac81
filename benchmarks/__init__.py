"""Programs that measure speed and the quality that time buys; run by hand, never as tests."""
