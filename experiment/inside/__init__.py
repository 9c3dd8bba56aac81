"""What happened inside a training: a module for each of `plan.views`, which draws its files."""
