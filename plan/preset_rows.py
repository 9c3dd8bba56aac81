"""The presets: what `--preset` chooses from; `plan.presets` has the function of each."""

PRESETS: dict[str, str] = {
    "smoke": "about a minute, to see everything once",
    "standard": "smaller numbers for small classes",
    "paper": "as published",
}
