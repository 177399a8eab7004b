// The formulas of `leaderboard/uncertainty.py`, for choices of tasks made in the browser.
"use strict";
codeedit.statistics = (() => {
  const T975 = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
    2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518,
    2.0484, 2.0452, 2.0423];
  const Z = 1.959964;
  // Two-sided 5% point of Student's t; beyond the table by Cornish-Fisher, right to four digits.
  function t975(freedom) {
    if (freedom <= T975.length) return T975[freedom - 1];
    return Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2);
  }

  // Mean over `members` of value(task), with its interval clustered by repository.
  function clusteredMean(value, members, repository, repositories) {
    const n = members.length;
    if (!n) return { mean: 0, low: 0, high: 1, n: 0, clusters: 0, error: 0 };
    let sum = 0;
    for (let i = 0; i < n; i++) sum += value(members[i]);
    const mean = sum / n;
    const residuals = new Float64Array(repositories);
    const sizes = new Uint32Array(repositories);
    for (let i = 0; i < n; i++) {
      residuals[repository[members[i]]] += value(members[i]) - mean;
      sizes[repository[members[i]]] += 1;
    }
    let clusters = 0;
    let squares = 0;
    for (let i = 0; i < repositories; i++) if (sizes[i]) { clusters++; squares += residuals[i] ** 2; }
    if (clusters < 2) {
      clusters = n;
      squares = 0;
      for (let i = 0; i < n; i++) squares += (value(members[i]) - mean) ** 2;
    }
    if (clusters < 2) return { mean, low: 0, high: 1, n, clusters, error: 0 };
    const error = Math.sqrt((clusters / (clusters - 1)) * squares) / n;
    return { mean, n, clusters, error, half: t975(clusters - 1) * error };
  }

  // A share in [0, 1]; at 0 and 1 the rule of three over clusters.
  function share(value, members, repository, repositories) {
    const result = clusteredMean(value, members, repository, repositories);
    if (result.half === undefined) return result;
    const bound = Math.min(1, 3 / result.clusters);
    if (result.mean === 0) return { ...result, low: 0, high: bound };
    if (result.mean === 1) return { ...result, low: 1 - bound, high: 1 };
    return { ...result, low: Math.max(0, result.mean - result.half), high: Math.min(1, result.mean + result.half) };
  }

  // Mean of paired differences in [-1, 1].
  function difference(value, members, repository, repositories) {
    const result = clusteredMean(value, members, repository, repositories);
    if (result.half === undefined) return { ...result, low: -1, high: 1 };
    return { ...result, low: Math.max(-1, result.mean - result.half), high: Math.min(1, result.mean + result.half) };
  }

  return { t975, share, difference };
})();

// Ranks for a choice of tasks: a group begins with its best system and holds every following one whose paired
// difference from it could be chance.
codeedit.ranking = (site, rows) => {
  const headline = site.columns.findIndex((column) => column.key === site.headline);
  const order = rows.slice().sort((a, b) => b.values[headline] - a.values[headline]);
  order.forEach((row, place) => { row.rank = place + 1; });
};
