"""Trainings of GANs that are stopped on their way, as by Ctrl-C."""

from gan.trainer import GanTrainer


def stop_training(patch, which=1):
    """Stop the so manieth training from now on at its second report, until `patch` is undone."""
    train, calls = GanTrainer.train, []

    def stopping(self, *given, **options):
        calls.append(self)
        for count, progress in enumerate(train(self, *given, **options)):
            if len(calls) == which and count == 1:
                raise KeyboardInterrupt
            yield progress

    patch.setattr(GanTrainer, "train", stopping)
