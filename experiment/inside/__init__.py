"""What happened inside a training: a module for each view in `plan.views`, which draws its files."""
