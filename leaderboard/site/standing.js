// Where every system stands on a choice of tasks: counted in a worker, so that the page stays quick meanwhile.
"use strict";
codeedit.standing = (() => {
  const { load } = codeedit;

  // Runs in the worker. It keeps what it was sent: each system's right answers as packed bits.
  function makeCounter(statistics) {
    const systems = new Map();

    function keep(key, samples, width, text) {
      const binary = atob(text);
      const packed = new Uint8Array(binary.length);
      for (let i = 0; i < binary.length; i++) packed[i] = binary.charCodeAt(i);
      systems.set(key, { samples, width, packed });
    }
    // The shares of right samples as a function of the task.
    function reader(key) {
      const { samples, width, packed } = systems.get(key);
      if (width === 1) return (task) => (packed[task >> 3] >> (7 - (task & 7))) & 1;
      return (task) => {
        let value = 0;
        for (let bit = task * width; bit < (task + 1) * width; bit++) value = (value << 1) | ((packed[bit >> 3] >> (7 - (bit & 7))) & 1);
        return value / samples;
      };
    }
    // The mean and interval of each key; the ranks of those at the places `ranked`.
    function count({ keys, ranked, members, repository, repositories, weighting }) {
      const clusters = statistics.clustersOf(members, repository, repositories, weighting);
      const found = keys.map((key) => statistics.moments(reader(key), members, clusters));
      const apart = (a, b) => {
        const [one, other] = [reader(keys[ranked[a]]), reader(keys[ranked[b]])];
        let wins = 0, losses = 0;
        for (const task of members) {
          const step = one(task) - other(task);
          if (step > 0) wins++;
          if (step < 0) losses++;
        }
        return [wins, losses];
      };
      return { shares: found.map((one) => statistics.shareOf(one, clusters)), ranges: statistics.ranksOf(ranked.map((place) => found[place]), clusters, apart) };
    }
    return { keep, count };
  }

  let counter = null;
  // A counter in a worker; where there can be none, one on this page.
  function start() {
    const here = () => {
      const { keep, count } = makeCounter(codeedit.statistics);
      return { keep, count: (question) => Promise.resolve(count(question)) };
    };
    const source = "const counter = (" + makeCounter + ")((" + codeedit.makeStatistics + ")());\n" +
      "onmessage = ({ data: [what, ...rest] }) => { if (what === 'keep') counter.keep(...rest); else postMessage([rest[0], counter.count(rest[1])]); };";
    try {
      const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const worker = new Worker(address);
      const waiting = new Map();
      let number = 0;
      worker.onmessage = ({ data: [which, answer] }) => { waiting.get(which).resolve(answer); waiting.delete(which); };
      worker.onerror = (event) => { for (const one of waiting.values()) one.reject(new Error("the worker failed: " + event.message)); waiting.clear(); };
      return {
        keep: (...rest) => worker.postMessage(["keep", ...rest]),
        count: (question) => new Promise((resolve, reject) => { waiting.set(++number, { resolve, reject }); worker.postMessage(["count", number, question]); }),
      };
    } catch {
      return here();
    }
  }

  const sent = new Set();
  // Of the systems at `places`: mean and interval by `metric` over `members`.
  const shares = (site, tasks, metric, places, members) => ask(site, tasks, metric, places, members, []);
  // The same with the ranks that these tasks leave open. Baselines have none.
  async function ranked(site, tasks, metric, places, members) {
    const those = places.map((_, number) => number).filter((number) => !site.systems[places[number]].baseline);
    return ask(site, tasks, metric, places, members, those);
  }

  async function ask(site, tasks, metric, places, members, ranked) {
    counter ||= start();
    const keys = places.map((place) => metric + " " + site.systems[place].slug);
    await Promise.all(places.map(async (place, number) => {
      if (sent.has(keys[number])) return;
      const group = await load("vectors/" + metric + "/" + Math.floor(place / site.vector_group));
      const { slug, samples } = site.systems[place];
      if (sent.has(keys[number])) return;
      sent.add(keys[number]);
      counter.keep(keys[number], samples, ...group[slug]);
    }));
    const answer = await counter.count({ keys, ranked, members, repository: tasks.repository, repositories: tasks.repositories.length, weighting: site.dataset.weighting });
    const found = answer.shares.map((share) => ({ ...share, rank: null, worst: null }));
    ranked.forEach((number, place) => { [found[number].rank, found[number].worst] = answer.ranges[place]; });
    return found;
  }

  return { shares, ranked };
})();
