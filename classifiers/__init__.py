"""The arms: the same classifier, trained on different data, tested once on real images."""
