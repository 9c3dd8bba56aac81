"""Are drawn examples as varied as real ones?"""

from scipy.spatial.distance import pdist

from metrics.evidence import NAN, Evidence, Features, ratio


def measure(evidence: Evidence) -> float:
    """How far drawn examples are from each other, as a part of how far real ones are.

    Returns:
        The ratio of the mean Euclidean distances over all pairs of different examples: 0 for a
        single one repeated. NaN where there are fewer than two of a kind, or no distance between
        real ones.
    """
    drawn, real = evidence.drawn.features, evidence.real.features
    return ratio(_mean_distance(drawn), _mean_distance(real))


def _mean_distance(features: Features) -> float:
    return float(pdist(features).mean()) if len(features) > 1 else NAN
