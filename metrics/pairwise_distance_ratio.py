"""Are drawn examples as varied as real ones?"""

from scipy.spatial.distance import pdist

from metrics.evidence import COMPARED_EXAMPLES, Evidence, Features, ratio


def measure(evidence: Evidence) -> float:
    """How far drawn examples of a class are from each other, as a part of how far real ones are.

    The first 1,000 of each kind are compared.

    Returns:
        The ratio of the mean Euclidean distances over all pairs of different examples: 1 for as
        much variety, 0 for a single one repeated. NaN where there are fewer than two of a kind, or
        no distance between real ones.
    """
    return ratio(_mean_distance(evidence.drawn), _mean_distance(evidence.real))


def _mean_distance(features: Features) -> float:
    if len(features) < 2:
        return float("nan")
    return float(pdist(features[:COMPARED_EXAMPLES]).mean())
