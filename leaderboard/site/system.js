// One system: its standing, what became of its requests, where it is strong, and how it was run.
"use strict";
(() => {
  const { h, state, load, count, percent, format, address, table } = codeedit;

  function breakdown(name, rows) {
    const scale = Math.max(0.01, ...rows.map((row) => row[4])) * 1.02;
    // The zeros put groups such as "03-04 edits" in order, and stay out of sight.
    const plain = (value) => (/ (edits|lines)$/.test(value) ? value.replace(/\b0(?=\d)/g, "").replace(/^1 (\w+)s$/, "1 $1") : value);
    const key = { language: "lang", "edit kind": "kind" }[name];
    return h("section", { class: "breakdown" }, h("h3", {}, "By " + name),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "By " + name }, h("table", { class: "plain" },
        h("thead", {}, h("tr", {}, [name, "Tasks", "Exact match", "", "95% interval", "Same text", "Similarity"].map((title, place) =>
          title ? h("th", { scope: "col", class: place ? "number" : null }, title) : h("td", { class: "wide" })))),
        h("tbody", {}, rows.map(([value, tasks, mean, low, high, text, similarity]) => h("tr", {},
          h("th", { scope: "row" }, key ? h("a", { href: address("tasks.html", { [key]: value }) }, value) : plain(value)),
          h("td", { class: "number" }, count(tasks)), h("td", { class: "number strong" }, percent(mean)),
          h("td", { class: "wide" }, table.whisker(mean, low, high, scale)),
          h("td", { class: "number quiet-text" }, percent(low) + "–" + percent(high)), h("td", { class: "number" }, percent(text)),
          h("td", { class: "number" }, similarity === null ? "–" : similarity.toFixed(3))))))));
  }

  function outcomes(data) {
    const total = Object.values(data.outcomes).reduce((sum, value) => sum + value, 0);
    const why = { scored: "read and compared", unparseable: "the format could not read it", truncated: "cut at the token limit", refused: "the model refused", failed: "the request failed" };
    return h("section", {}, h("h2", {}, "What became of its answers"), h("p", { class: "quiet-text" }, "All of them stay in the denominator."),
      h("table", { class: "plain narrow" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Outcome"), h("th", { scope: "col", class: "number" }, "Answers"), h("th", { scope: "col", class: "number" }, "Share"))),
        h("tbody", {}, Object.entries(data.outcomes).map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name, h("span", { class: "quiet-text" }, " " + why[name])), h("td", { class: "number" }, count(value)), h("td", { class: "number" }, percent(value / total) + "%"))))));
  }

  function manifest(data) {
    const rows = [];
    const add = (name, value) => {
      if (value !== null && typeof value === "object" && !Array.isArray(value)) for (const [key, inner] of Object.entries(value)) add(name + "." + key, inner);
      else rows.push([name, (Array.isArray(value) ? value.join("; ") : String(value)) || "–"]);
    };
    for (const [name, value] of Object.entries(data.manifest)) add(name, value);
    return h("section", {}, h("h2", {}, "Manifest"), h("p", { class: "quiet-text" }, "Enough to repeat the run."),
      h("dl", { class: "facts manifest" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("code", {}, value))))));
  }

  function about(data) {
    const stated = [["Organisation", data.about.organisation], ["Submitter", data.about.submitter], ["Model card", data.about.model_card], ["Paper", data.about.paper],
      ["Training cut-off", data.manifest.training_cutoff], ["Licence", data.manifest.model_licence], ["Parameters", data.manifest.parameters ? codeedit.short(data.manifest.parameters) : ""],
      ["Notes", data.manifest.notes.join(" · ")]].filter(([, value]) => value);
    if (!stated.length) return null;
    return h("section", {}, h("h2", {}, "What its makers say"), h("p", { class: "quiet-text" }, "Self-stated: nobody checked it."),
      h("dl", { class: "facts" }, stated.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, codeedit.outward(value, value))))));
  }

  function training(data) {
    if (!data.training) return null;
    return h("section", {}, h("h2", {}, "Training"), h("p", { class: "quiet-text" }, "Trained by this project; the numbers are those that it logged."),
      h("dl", { class: "facts" }, Object.entries(data.training.facts).map(([name, value]) => h("div", {}, h("dt", {}, name.replace(/_/g, " ")), h("dd", {}, value)))),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Training curves" }, h("img", { class: "curves", src: data.training.picture, alt: "Training curves: " + data.training.curves.join(", ") })));
  }

  function badge(data) {
    return h("section", {}, h("h2", {}, "Badge"), h("p", {}, h("img", { src: "badges/" + data.slug + ".svg", alt: "badge: codeedit exact match " + percent(data.estimate.value) + "%", height: "20" })),
      h("p", { class: "quiet-text" }, h("code", {}, "![codeedit](badges/" + data.slug + ".svg)")));
  }

  async function draw(site) {
    const slug = state().get("id") || "";
    const place = site.systems.findIndex((system) => system.slug === slug);
    if (place < 0) {
      codeedit.show(h("h1", {}, "Systems"), h("ul", { class: "systems" }, site.systems.map((system) => h("li", {}, h("a", { href: address("system.html", { id: system.slug }) }, system.name)))));
      return;
    }
    const system = site.systems[place];
    const data = await load("systems/" + slug);
    document.title = codeedit.visible(data.name) + " · system";
    const fact = (title, value, note) => h("div", { class: "figure" }, h("span", { class: "big" }, value), h("span", { class: "label" }, title), note ? h("span", { class: "quiet-text" }, note) : null);
    const value = (key) => { const column = site.columns.findIndex((one) => one.key === key); return format(site.columns[column].format, system.values[column]); };
    const next = site.systems.find((other) => !other.baseline && other.rank <= system.rank && other.slug !== slug) || site.systems.find((other) => other.slug !== slug);
    codeedit.show(
      h("p", { class: "kicker" }, (data.baseline ? "Baseline" : "System") + " · " + { keepers: "run by the keepers of this site", "re-scored": "run by its submitter, re-scored here", stated: "run by its submitter" }[data.origin]),
      h("h1", {}, data.name),
      h("div", { class: "figures" },
        data.baseline ? null : fact("Rank of " + site.systems.filter((other) => !other.baseline).length, codeedit.rankRange(system)),
        fact("Exact match", percent(data.estimate.value) + "%", percent(data.estimate.low) + "–" + percent(data.estimate.high)),
        fact("Same text", value("em_text") + "%"), fact("Similarity", value("edit_similarity")), fact("Latency", value("seconds"), "median of a request"),
        fact("Tokens", value("completion_tokens"), "of a completion")),
      next ? h("p", {}, h("a", { class: "button", href: address("compare.html", { a: next.slug, b: slug }) }, "Compare with another system")) : null,
      about(data), h("h2", {}, "Where it is strong"), codeedit.notFollowing(site, "These numbers are"),
      Object.entries(data.breakdown).filter(([, rows]) => rows.some(([value]) => value !== "none")).map(([name, rows]) => breakdown(name, rows)),
      outcomes(data), training(data), manifest(data), badge(data));
  }

  codeedit.start(draw);
})();
