// The formulas of `evaluators/statistics`, for choices of tasks made in the browser. A test compares the two.
"use strict";
// A function, so that a worker can be made of it: a worker cannot load a script from disk.
codeedit.makeStatistics = () => {
  const ALPHA = 0.05;
  const TAIL = 0.975;
  const Z = 1.959963984540054;
  const FEW = 20; // tasks that tell two systems apart, below which the sign test is asked too
  const NOTHING = 1e-18; // a variance that is nothing but rounding
  const SAME = 1e-12;

  // ln Γ by Lanczos, and the regularised incomplete beta function by its continued fraction.
  function lnGamma(x) {
    const c = [676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7];
    if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
    const y = x - 1;
    let sum = 0.9999999999998099;
    for (let i = 0; i < 8; i++) sum += c[i] / (y + i + 1);
    const t = y + 7.5;
    return 0.9189385332046727 + (y + 0.5) * Math.log(t) - t + Math.log(sum);
  }
  const lnBeta = (a, b) => lnGamma(a) + lnGamma(b) - lnGamma(a + b);
  function incompleteBeta(a, b, x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
    const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b)) / a;
    const tiny = 1e-300;
    let c = 1;
    let d = 1 - ((a + b) * x) / (a + 1);
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    let result = d;
    for (let m = 1; m < 5000; m++) {
      for (const step of [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))]) {
        d = 1 + step * d;
        c = 1 + step / c;
        d = 1 / (Math.abs(d) < tiny ? tiny : d);
        c = Math.abs(c) < tiny ? tiny : c;
        result *= d * c;
      }
      if (Math.abs(d * c - 1) < 1e-14) break;
    }
    return front * result;
  }
  // The x at which the incomplete beta function is `share`: Newton's steps, kept inside a bracket that halves.
  function betaPoint(share, a, b) {
    let low = 0;
    let high = 1;
    let x = a / (a + b);
    for (let turn = 0; turn < 200; turn++) {
      const miss = incompleteBeta(a, b, x) - share;
      if (miss > 0) high = x; else low = x;
      const slope = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - lnBeta(a, b));
      let next = x - miss / slope;
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (Math.abs(next - x) < 1e-13 * Math.max(x, 1e-3)) return next;
      x = next;
    }
    return x;
  }
  // Two-sided p of Student's t, and its two-sided 5% point (80% power: `tPoint(0.8, …)`).
  const tTest = (statistic, freedom) => incompleteBeta(freedom / 2, 0.5, freedom / (freedom + statistic * statistic));
  function tPoint(share, freedom) {
    const x = betaPoint(2 * (1 - share), freedom / 2, 0.5);
    return Math.sqrt((freedom * (1 - x)) / x);
  }
  // Clopper and Pearson's interval of `share` among `n`, which need not be whole.
  function exactInterval(part, n) {
    const share = Math.min(1, Math.max(0, part));
    const right = share * n;
    const low = right <= 0 ? 0 : betaPoint(1 - TAIL, right, n - right + 1);
    const high = right >= n ? 1 : betaPoint(TAIL, right + 1, n - right);
    return [Math.min(low, share), Math.max(high, share)];
  }
  // Exact and two-sided: the chance of so uneven a split of the tasks that differ; 1 where none does.
  function signTest(wins, losses) {
    const apart = wins + losses;
    const fewer = Math.min(wins, losses);
    return apart ? Math.min(1, 2 * incompleteBeta(apart - fewer, fewer + 1, 0.5)) : 1;
  }

  // trace(A)² / trace(A²), in linear time: see `evaluators/statistics/weighting.py`.
  function freedomOf(leverages) {
    if (leverages.length < 2) return 0;
    let square = 0;
    for (const h of leverages) square += h * h;
    let zeroth = 0, first = 0, second = 0, diagonal = 0;
    for (const h of leverages) {
      const w = (h / (1 - h)) ** 2;
      zeroth += w; first += w * h; second += w * h * h;
      diagonal += w * w * (1 + 2 * (square - 2 * h));
    }
    const trace = zeroth - 2 * first + square * zeroth;
    const pairs = square ** 2 * zeroth ** 2 - 4 * square * zeroth * first + 2 * zeroth * second + 2 * first ** 2;
    return trace ** 2 / (pairs + diagonal);
  }

  // The repositories of `members` and what each task weighs: by "tasks" each task once, by "repositories" each
  // repository once. A part of a data set is weighed like the whole.
  function clustersOf(members, repository, repositories, weighting) {
    const n = members.length;
    const number = new Int32Array(repositories).fill(-1);
    let codes = new Int32Array(n);
    let count = 0;
    for (let i = 0; i < n; i++) {
      const place = repository[members[i]];
      if (number[place] < 0) number[place] = count++;
      codes[i] = number[place];
    }
    if (count < 2) { count = n; codes = Int32Array.from({ length: n }, (_, i) => i); }
    const sizes = new Float64Array(count);
    for (let i = 0; i < n; i++) sizes[codes[i]]++;
    const leverages = sizes.map((size) => (weighting === "tasks" ? size / n : 1 / count));
    const weights = new Float64Array(n);
    let own = 0, square = 0;
    for (let i = 0; i < n; i++) { weights[i] = leverages[codes[i]] / sizes[codes[i]]; own += weights[i] ** 2; }
    for (const h of leverages) square += h * h;
    return { n, codes, count, leverages, weights, own, freedom: freedomOf(leverages), effective: count ? 1 / square : 0 };
  }

  function meanOf(value, members, clusters) {
    let mean = 0;
    for (let i = 0; i < clusters.n; i++) mean += clusters.weights[i] * value(members[i]);
    return mean;
  }
  // Each cluster's part of the error of the mean (CR3); the variance is the sum of their squares.
  function spreadOf(value, members, clusters, mean) {
    const spread = new Float64Array(clusters.count);
    for (let i = 0; i < clusters.n; i++) spread[clusters.codes[i]] += clusters.weights[i] * value(members[i]);
    const scale = Math.sqrt((clusters.count - 1) / clusters.count);
    for (let c = 0; c < clusters.count; c++) spread[c] = ((spread[c] - clusters.leverages[c] * mean) * scale) / (1 - clusters.leverages[c]);
    return spread;
  }
  // Student's point for the clusters' freedom, found once.
  function pointOf(clusters) {
    if (!clusters.point) clusters.point = tPoint(TAIL, clusters.freedom);
    return clusters.point;
  }
  const squares = (spread) => spread.reduce((sum, part) => sum + part * part, 0);

  // What an interval and the ranks need to know of one system.
  function moments(value, members, clusters) {
    const mean = meanOf(value, members, clusters);
    let singly = 0, total = 0;
    for (let i = 0; i < clusters.n; i++) {
      const one = value(members[i]);
      singly += clusters.weights[i] * (one - mean) ** 2;
      total += one;
    }
    return { mean, singly, total, spread: clusters.freedom ? spreadOf(value, members, clusters, mean) : null };
  }

  // A mean of values in [0, 1] with its 95% interval.
  const share = (value, members, clusters) => shareOf(moments(value, members, clusters), clusters);
  function shareOf({ mean, singly, spread }, clusters) {
    if (!clusters.n) return { mean: 0, low: 0, high: 1, n: 0 };
    if (!clusters.freedom) {
      const [low, high] = exactInterval(mean, 1);
      return { mean, low, high, n: clusters.n };
    }
    const found = Math.max(squares(spread), clusters.own * singly);
    const point = pointOf(clusters);
    const [low, high] = found < NOTHING ? exactInterval(mean, 1 / clusters.own) : exactInterval(mean, ((mean * (1 - mean)) / found) * (Z / point) ** 2);
    return { mean, low, high, n: clusters.n };
  }

  // The paired difference of two systems, given by task, with its interval and p.
  function difference(delta, members, clusters) {
    const n = clusters.n;
    let wins = 0, losses = 0, apartWeight = 0;
    for (let i = 0; i < n; i++) {
      const step = delta(members[i]);
      if (step > 0) wins++;
      if (step < 0) losses++;
      apartWeight += clusters.weights[i] * Math.abs(step);
    }
    const mean = n ? meanOf(delta, members, clusters) : 0;
    if (!clusters.freedom) return { mean, low: -1, high: 1, p: 1, n, wins, losses };
    const variance = squares(spreadOf(delta, members, clusters, mean));
    const error = variance >= NOTHING ? Math.sqrt(variance) : 0;
    let low = mean, high = mean, p = 0;
    if (error) {
      const half = pointOf(clusters) * error;
      low = mean - half; high = mean + half;
      p = tTest(Math.abs(mean) / error, clusters.freedom);
    }
    const apart = wins + losses;
    if (apart < FEW || !error) {
      if (apart) {
        const [left, right] = exactInterval(wins / apart, apart);
        low = Math.min(low, (2 * left - 1) * apartWeight); high = Math.max(high, (2 * right - 1) * apartWeight);
      } else {
        const bound = exactInterval(0, 1 / clusters.own)[1];
        low = Math.min(low, -bound); high = Math.max(high, bound);
      }
      p = Math.max(p, signTest(wins, losses));
    }
    return { mean, low: Math.max(-1, low), high: Math.min(1, high), p, n, wins, losses };
  }

  // For each system the best and the worst rank that the data leave open: Holm's correction over all pairs.
  // values: an array of functions of a task, one for each system.
  function ranks(values, members, clusters) {
    return ranksOf(values.map((value) => moments(value, members, clusters)), clusters, (a, b) => {
      let wins = 0, losses = 0;
      for (let i = 0; i < clusters.n; i++) {
        const step = values[a](members[i]) - values[b](members[i]);
        if (step > 0) wins++;
        if (step < 0) losses++;
      }
      return [wins, losses];
    });
  }
  // The same from the moments of each system; `apart(a, b)` counts the tasks that tell two of them apart.
  function ranksOf(found, clusters, apart) {
    const systems = found.length;
    if (!clusters.n || !clusters.freedom) return found.map(() => [1, systems]);
    const means = found.map((one) => one.mean);
    const spreads = found.map((one) => one.spread);
    const own = spreads.map(squares);
    const pairs = [];
    for (let a = 0; a < systems; a++) {
      for (let b = a + 1; b < systems; b++) {
        let variance = 0;
        for (let c = 0; c < clusters.count; c++) variance += (spreads[a][c] - spreads[b][c]) ** 2;
        const none = variance < 1e-15 * (own[a] + own[b]) + NOTHING;
        let p = none ? 0 : tTest(Math.abs(means[a] - means[b]) / Math.sqrt(variance), clusters.freedom);
        if (none || (Math.abs(found[a].total - found[b].total) < FEW && p < ALPHA)) {
          const [wins, losses] = apart(a, b);
          if (wins + losses < FEW || none) p = Math.max(p, signTest(wins, losses));
        }
        pairs.push([p, a, b]);
      }
    }
    pairs.sort((x, y) => x[0] - y[0]);
    const shown = found.map(() => new Uint8Array(systems));
    for (let i = 0; i < pairs.length && pairs[i][0] * (pairs.length - i) < ALPHA; i++) {
      const [, a, b] = pairs[i];
      shown[a][b] = shown[b][a] = 1;
    }
    // A claim stands where it also holds for every pair that lies further apart: see `evaluators/statistics/ranking.py`.
    const falling = means.map((_, system) => system).sort((a, b) => means[b] - means[a] || a - b);
    const firstEqual = falling.map(() => 0);
    for (let i = 1; i < systems; i++) firstEqual[i] = means[falling[i - 1]] - means[falling[i]] > SAME ? i : firstEqual[i - 1];
    const ahead = falling.map((system, place) => { let i = 0; while (i < place && shown[falling[i]][system]) i++; return i; });
    for (let i = systems - 2; i >= 0; i--) ahead[i] = Math.min(ahead[i], ahead[i + 1]);
    const equal = firstEqual.map((start) => firstEqual[ahead[start]]);
    const ranges = new Array(systems);
    falling.forEach((system, place) => { ranges[system] = [1 + equal[place], equal.filter((one) => one <= place).length]; });
    return ranges;
  }

  // Whether the ranges show one of two ranked systems to be ahead: 1 for the first, -1 for the second, else 0.
  function verdict(means, ranges, one, other) {
    const higher = (mean) => means.filter((value) => value > mean + SAME).length;
    if (means[one] > means[other] + SAME && higher(means[one]) < ranges[other][0] - 1) return 1;
    if (means[other] > means[one] + SAME && higher(means[other]) < ranges[one][0] - 1) return -1;
    return 0;
  }

  return { clustersOf, meanOf, moments, share, shareOf, difference, ranks, ranksOf, verdict, tPoint };
};
codeedit.statistics = codeedit.makeStatistics();
