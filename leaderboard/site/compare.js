// Two systems on the same tasks: the paired difference, where it lies, and the tasks where they differ.
"use strict";
(() => {
  const { h, svg, state, setState, slices, standing, statistics, count, address } = codeedit;
  const SHOWN = 50;
  const signed = (value) => (value > 0 ? "+" : value < 0 ? "−" : "±") + Math.abs(100 * value).toFixed(1);

  function choice(site, key, label) {
    const now = state().get(key);
    return h("label", { class: "field" }, h("span", {}, label), h("select", { "data-filter": key, onchange: (event) => { setState({ [key]: event.target.value }); draw(site); } },
      site.systems.slice().sort(codeedit.byRank).map((system) => h("option", { value: system.slug, selected: system.slug === now }, system.name))));
  }

  function forest(rows) {
    const scale = Math.max(0.02, ...rows.flatMap((row) => [Math.abs(row.low), Math.abs(row.high)]));
    const x = (value) => (50 + (49 * value) / scale).toFixed(2) + "%";
    return h("table", { class: "plain forest" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tasks"), h("th", { scope: "col", class: "number" }, "Number"), h("th", { scope: "col", class: "number" }, "Difference"), h("td", { class: "wide" }), h("th", { scope: "col", class: "number" }, "95% interval"))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.name), h("td", { class: "number" }, count(row.n)), h("td", { class: "number strong" }, signed(row.mean)),
        h("td", { class: "wide" }, svg("svg", { class: "whisker", height: "14", "aria-hidden": "true" }, svg("line", { class: "axis", x1: "50%", x2: "50%", y1: "0", y2: "14" }), svg("line", { class: "span", x1: x(row.low), x2: x(row.high), y1: "7", y2: "7" }), svg("circle", { class: "dot", cx: x(row.mean), cy: "7", r: "3.2" }))),
        h("td", { class: "number quiet-text" }, signed(row.low) + " to " + signed(row.high))))));
  }

  async function draw(site) {
    const now = state();
    if (site.systems.length < 2) { codeedit.show(h("h1", {}, "Compare"), h("p", { class: "note" }, "There is only one system.")); return; }
    const ranked = site.systems.slice().sort(codeedit.byRank);
    const known = (slug) => site.systems.some((system) => system.slug === slug);
    if (!known(now.get("a")) || !known(now.get("b"))) { setState({ a: known(now.get("a")) ? now.get("a") : ranked[0].slug, b: known(now.get("b")) ? now.get("b") : ranked[1].slug }); return draw(site); }
    const places = ["a", "b"].map((key) => site.systems.findIndex((system) => system.slug === now.get(key)));
    const [a, b] = places.map((place) => site.systems[place]);
    const tasks = await slices.loadTasks();
    const chosen = slices.chosen(site, now);
    const members = slices.members(chosen).filter((task) => Boolean(tasks.noEdit[task]) === Boolean(chosen?.nothing));
    const [left, right] = await Promise.all(places.map((place) => slices.vector(site, site.headline, place)));
    const delta = (task) => left[task] / a.samples - right[task] / b.samples;
    const difference = (over) => statistics.difference(delta, over, statistics.clustersOf(over, tasks.repository, tasks.repositories.length, site.dataset.weighting));
    const all = difference(members);
    const rows = [{ name: "all chosen", ...all }, ...(now.get("lang") ? [] : site.languages).map((name, place) => ({ name, ...difference(members.filter((task) => tasks.language[task] === place)) })).filter((row) => row.n)];
    const better = [...members].filter((task) => delta(task) > 0);
    const worse = [...members].filter((task) => delta(task) < 0);
    document.title = codeedit.visible(a.name) + " against " + codeedit.visible(b.name);
    const filter = (label, key, options) => h("label", { class: "field" }, h("span", {}, label), h("select", { "data-filter": key, onchange: (event) => { setState({ [key]: event.target.value }); draw(site); } },
      h("option", { value: "" }, "all"), options.map((value) => h("option", { value, selected: value === now.get(key) }, value))));
    const ahead = await verdict(site, tasks, chosen, members, places, all);
    const together = !a.baseline && !b.baseline && !chosen?.nothing;
    const alone = together && !ahead && all.p < 0.05 ? " Taken alone the two differ, but not among all " + site.systems.filter((system) => !system.baseline).length + " systems: their ranks leave the order open." : "";
    codeedit.show(
      h("h1", {}, "Two systems, the same tasks"),
      h("form", { class: "controls", onsubmit: (event) => event.preventDefault() }, choice(site, "a", "System"), choice(site, "b", "against"), filter("Language", "lang", site.languages), filter("Edit kind", "kind", site.kinds), site.tiers.length ? filter("Tier", "tier", site.tiers) : null, codeedit.sinceField(site, () => draw(site))),
      h("p", { class: "lead", id: "verdict", role: "status" }, h("b", {}, a.name), ahead ? (ahead > 0 ? " is ahead of " : " is behind ") : " cannot be told apart from ", h("b", {}, b.name),
        ": " + signed(all.mean) + " points of " + (chosen?.nothing ? "regions left alone" : "exact match") + ", 95% interval " + signed(all.low) + " to " + signed(all.high) + (all.p === undefined ? "" : ", p " + (all.p < 0.001 ? "< 0.001" : "= " + all.p.toFixed(3))) + ", on " + count(all.n) + " tasks, " + count(all.wins) + " better and " + count(all.losses) + " worse." + alone),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Difference by language" }, forest(rows)),
      await differing(site, tasks, a, b, better, a.name), await differing(site, tasks, a, b, worse, b.name));
  }

  // The verdict that the ranks of the front page give. A baseline has no rank: it is compared by the pair alone.
  async function verdict(site, tasks, choice, members, places, pair) {
    const [a, b] = places.map((place) => site.systems[place]);
    if (a.slug === b.slug) return 0;
    if (a.baseline || b.baseline || choice?.nothing) return pair.p < 0.05 ? Math.sign(pair.mean) : 0;
    if (choice) {
      const all = site.systems.map((_, place) => place).filter((place) => !site.systems[place].baseline);
      const found = await standing.ranked(site, tasks, site.headline, all, members);
      return statistics.verdict(found.map((one) => one.mean), found.map((one) => [one.rank, one.worst]), ...places.map((place) => all.indexOf(place)));
    }
    const ranked = site.systems.filter((system) => !system.baseline);
    const headline = site.columns.findIndex((column) => column.key === site.headline);
    return statistics.verdict(ranked.map((system) => system.values[headline]), ranked.map((system) => [system.rank, system.worst]), ranked.indexOf(a), ranked.indexOf(b));
  }

  async function differing(site, tasks, a, b, numbers, name) {
    const shown = numbers.slice(0, SHOWN);
    const paths = await Promise.all(shown.map((task) => slices.path(site, task)));
    return h("section", {}, h("h2", {}, count(numbers.length) + (numbers.length === 1 ? " task" : " tasks") + " that ", name, " has right and the other has not"),
      h("ul", { class: "differing" }, shown.map((task, place) => h("li", {}, h("a", { href: address("task.html", { id: slices.taskId(task), a: a.slug, b: b.slug }) }, paths[place][0] + ":" + paths[place][1]), h("span", { class: "quiet-text" }, " " + site.languages[tasks.language[task]] + " · " + site.kinds[tasks.kind[task]])))),
      numbers.length > SHOWN ? h("p", { class: "quiet-text" }, "The first " + SHOWN + "; choose a language or kind to see others.") : null);
  }

  codeedit.start(draw);
})();
