"""Two figures by which a leak in time is found: Spearman's rank correlation and Welch's t."""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, variance


def ranks(values: Sequence[float]) -> list[float]:
    """The place of each value among all; equal ones share theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            found[place] = (at + end) / 2
        at = end + 1
    return found


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation."""
    left, right = ranks(one), ranks(other)
    a, b = mean(left), mean(right)
    up = sum((x - a) * (y - b) for x, y in zip(left, right, strict=True))
    down = sqrt(sum((x - a) ** 2 for x in left) * sum((y - b) ** 2 for y in right))
    return up / down if down else 0.0


def welch(one: Sequence[int], other: Sequence[int]) -> float:
    """Welch's t of two samples."""
    return (mean(one) - mean(other)) / sqrt(variance(one) / len(one) + variance(other) / len(other))
