"""What makes the units: a module for each maker of `plan.graph`, found by its name.

Each has `make(run, task)`, which makes a unit, its marker included, from what earlier ones left
in files, and returns the seconds of earlier starts that it could go on from (None: it cannot go on
from any). It may have `ended(run, task)`: what there is to say of a unit that was made.
"""
