"""What a study would do and how long it would take, from a few timed steps."""

import json
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np

from classifiers.arms import ARMS, TrainingImages
from classifiers.evaluation import Evaluator
from classifiers.networks import build_classifier
from classifiers.trainer import ClassifierTrainer, evaluation_points
from datasets.pixels import to_signed_unit
from datasets.splits import Split, draw_split
from experiment.config import to_dict
from experiment.study import Study
from gan.trainer import GanTrainer, TrainingPlan
def print_dry_run(study): pass
