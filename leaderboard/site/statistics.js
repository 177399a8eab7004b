// The formulas of `leaderboard/uncertainty.py`, for choices of tasks made in the browser.
"use strict";
codeedit.statistics = (() => {
  const T975 = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
    2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518,
    2.0484, 2.0452, 2.0423];
  const Z = 1.959964;
  const NOTHING = 1e-18; // a variance that is nothing but rounding
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
    if (clusters < 2 || (squares < NOTHING && mean > 0 && mean < 1)) {
      clusters = n;
      squares = 0;
      for (let i = 0; i < n; i++) squares += (value(members[i]) - mean) ** 2;
    }
    if (clusters < 2) return { mean, low: 0, high: 1, n, clusters, error: 0 };
    const error = Math.sqrt((clusters / (clusters - 1)) * squares) / n;
    return { mean, n, clusters, error, half: t975(clusters - 1) * error };
  }

  // A share in [0, 1]; at 0 and 1 the rule of three over tasks.
  function share(value, members, repository, repositories) {
    const result = clusteredMean(value, members, repository, repositories);
    if (result.half === undefined) return result;
    const bound = Math.min(1, 3 / result.n);
    if (result.mean === 0) return { ...result, low: 0, high: bound };
    if (result.mean === 1) return { ...result, low: 1 - bound, high: 1 };
    return { ...result, low: Math.max(0, result.mean - result.half), high: Math.min(1, result.mean + result.half) };
  }

  // Mean of paired differences in [-1, 1].
  function difference(value, members, repository, repositories) {
    const result = clusteredMean(value, members, repository, repositories);
    if (result.half === undefined) return { ...result, low: -1, high: 1 };
    result.p = pValue(result.mean, result.error ** 2, result.clusters);
    if (result.error === 0) result.half = 3 / result.n; // all tasks went the same way: the rule of three
    return { ...result, low: Math.max(-1, result.mean - result.half), high: Math.min(1, result.mean + result.half) };
  }

  // ln Γ by Lanczos, and the regularised incomplete beta function by its continued fraction.
  function lnGamma(x) {
    const c = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.001208650973866179, -0.000005395239384953];
    const t = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
    let sum = 1.000000000190015;
    for (let i = 0; i < 6; i++) sum += c[i] / (x + 1 + i);
    return -t + Math.log((2.5066282746310005 * sum) / x);
  }
  function incompleteBeta(a, b, x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
    const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
    const tiny = 1e-300;
    let c = 1;
    let d = 1 - ((a + b) * x) / (a + 1);
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    let result = d;
    for (let m = 1; m < 300; m++) {
      for (const step of [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))]) {
        d = 1 + step * d;
        c = 1 + step / c;
        d = 1 / (Math.abs(d) < tiny ? tiny : d);
        c = Math.abs(c) < tiny ? tiny : c;
        result *= d * c;
      }
      if (Math.abs(d * c - 1) < 1e-13) break;
    }
    return front * result;
  }
  // Two-sided p of Student's t.
  const tTest = (statistic, freedom) => incompleteBeta(freedom / 2, 0.5, freedom / (freedom + statistic * statistic));

  function pValue(difference, variance, clusters) {
    if (clusters < 2) return 1;
    if (variance < NOTHING) return Math.abs(difference) < 1e-9 ? 1 : 0;
    return tTest(Math.abs(difference) / Math.sqrt(variance), clusters - 1);
  }

  // Shared ranks: one more than the number of systems that are significantly better, by Holm over all pairs.
  // values: an array of functions of a task, one for each system.
  function ranks(values, members, repository, repositories) {
    const systems = values.length;
    const n = members.length;
    if (!n) return values.map(() => 1);
    let used = new Set();
    for (let i = 0; i < n; i++) used.add(repository[members[i]]);
    let place = Int32Array.from(members, (task) => repository[task]);
    let clusters = used.size;
    let width = repositories;
    if (clusters < 2) { place = Int32Array.from(members, (_, number) => number); clusters = width = n; }
    const means = new Float64Array(systems);
    const sums = values.map((value, system) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += value(members[i]);
      means[system] = sum / n;
      const residuals = new Float64Array(width);
      for (let i = 0; i < n; i++) residuals[place[i]] += value(members[i]) - means[system];
      return residuals;
    });
    const pairs = [];
    for (let a = 0; a < systems; a++) {
      for (let b = a + 1; b < systems; b++) {
        let squares = 0;
        for (let c = 0; c < width; c++) { const step = sums[a][c] - sums[b][c]; squares += step * step; }
        pairs.push([pValue(means[a] - means[b], ((clusters / (clusters - 1)) * squares) / (n * n), clusters), a, b]);
      }
    }
    pairs.sort((x, y) => x[0] - y[0]);
    const result = new Array(systems).fill(1);
    for (let i = 0; i < pairs.length && pairs[i][0] * (pairs.length - i) < 0.05; i++) {
      const [, a, b] = pairs[i];
      if (means[a] !== means[b]) result[means[a] > means[b] ? b : a]++;
    }
    return result;
  }

  return { t975, tTest, pValue, share, difference, ranks };
})();
