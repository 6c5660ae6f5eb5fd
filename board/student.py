"""Student's t distribution: how wide a 95% interval of a mean is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# The quantile of 97.5% for 1 to 30 degrees of freedom.
SMALL = np.array((
    12.7062047362, 4.30265272975, 3.18244630528, 2.7764451052, 2.57058183564, 2.44691185114,
    2.36462425159, 2.3060041352, 2.2621571628, 2.22813885199, 2.20098516009, 2.17881282967,
    2.16036865646, 2.14478668792, 2.13144954556, 2.11990529922, 2.10981557783, 2.10092204024,
    2.09302405441, 2.08596344727, 2.07961384473, 2.0738730679, 2.06865761042, 2.06389856163,
    2.05953855275, 2.05552943864, 2.05183051648, 2.0484071418, 2.04522964213, 2.0422724563,
))  # fmt: skip
NORMAL = 1.959963984540054  # the same of the normal distribution, which it nears


def quantile(freedom: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """The quantile of 97.5% for each number of degrees of freedom, from 1; right to 7 digits.

    Beyond the table it is the Cornish-Fisher expansion (Abramowitz and Stegun, 26.7.5).
    """
    z, v = NORMAL, np.maximum(freedom, len(SMALL)).astype(np.float64)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    large: npt.NDArray[np.float64] = z + sum(term / v ** (power + 1) for power, term in enumerate(terms))
    return np.where(freedom <= len(SMALL), SMALL[np.minimum(freedom, len(SMALL)) - 1], large)
