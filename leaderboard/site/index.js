// The leaderboard's front page: choose tasks and systems, see who stands where.
"use strict";
(() => {
  const { h, state, setState, address, day, dayNumber, count, percent, table, slices, standing } = codeedit;
  const picked = new Set();
  const fromAddress = () => { picked.clear(); (state().get("pick") || "").split(",").filter((slug) => codeedit.site.systems.length < codeedit.site.n_systems || codeedit.site.systems.some((system) => system.slug === slug)).slice(0, 9).forEach((slug) => { picked.add(slug); }); };
  let latest = 0;
  const FILTERS = ["q", "lang", "kind", "tier", "since", "after", "ask", "backend", "size", "open"];

  function select(label, key, options, counts) {
    const now = state().get(key) || "";
    return h("label", { class: "field" }, h("span", {}, label),
      h("select", { "data-filter": key, onchange: (event) => change({ [key]: event.target.value }) },
        h("option", { value: "" }, "all"),
        options.map((value, place) => h("option", { value, selected: value === now },
          counts ? value + " (" + count(counts[place]) + ")" : value))));
  }

  function choiceOf(label, key, options) {
    const now = state().get(key) || "";
    return h("label", { class: "field" }, h("span", {}, label), h("select", { "data-filter": key, onchange: (event) => change({ [key]: event.target.value }) },
      options.map(([value, words]) => h("option", { value, selected: value === now }, words))));
  }
  // Tasks that a model cannot have seen: those after the cut-off that it states.
  function cutoffs(site) {
    const stated = site.systems.filter((system) => system.cutoff && !system.baseline);
    return stated.length ? choiceOf("After the cut-off of", "after", [["", "any day"], ...stated.map((system) => [system.slug, codeedit.middle(system.name, 28) + " (" + system.cutoff + ")"])]) : null;
  }

  function change(changes) { setState(changes); refresh(codeedit.site); }

  function slider(site) {
    const { first_day, last_day } = site.dataset;
    const { since } = codeedit.wanted(site);
    const value = since ? dayNumber(since) : first_day;
    const output = h("output", { class: "when" }, since ? "since " + since : "all days");
    const input = h("input", {
      type: "range", min: first_day, max: last_day, step: "1", value, "data-filter": "since", "aria-label": "Only tasks committed since",
      "aria-valuetext": since || "all days",
      oninput: (event) => {
        const text = Number(event.target.value) > first_day ? day(Number(event.target.value)) : "";
        output.textContent = text ? "since " + text : "all days";
        event.target.setAttribute("aria-valuetext", text || "all days");
      },
      onchange: (event) => change({ since: Number(event.target.value) > first_day ? day(Number(event.target.value)) : "" }),
    });
    return h("label", { class: "field slider" }, h("span", {}, "Tasks committed ", output), input);
  }

  function chooser(all, shown) {
    const keys = new Set(shown.map((column) => column.key));
    const box = (column) => h("label", { class: "check" },
      h("input", { type: "checkbox", checked: keys.has(column.key), "data-column": column.key, onchange: (event) => {
        if (event.target.checked) keys.add(column.key); else keys.delete(column.key);
        const standard = all.every((one) => keys.has(one.key) === one.shown);
        change({ cols: standard ? "" : all.filter((one) => keys.has(one.key)).map((one) => one.key).join(",") || "none" });
      } }), column.name || column.title);
    return h("details", { class: "chooser" }, h("summary", { "data-hold": "columns" }, "Columns"),
      h("div", { class: "panel" },
        h("div", { class: "checks" }, all.filter((column) => !column.language).map(box)),
        h("div", { class: "checks" }, all.filter((column) => column.language).map(box))));
  }

  const unique = (values) => [...new Set(values)].sort();

  // On a phone the controls are folded away, so that the first row stands on the first screen.
  const narrow = matchMedia("(max-width: 44rem)");
  narrow.addEventListener("change", () => { for (const box of document.querySelectorAll("details.filters")) box.toggleAttribute("open", !narrow.matches); });
  function folded(site, all, shown) {
    const before = document.querySelector("details.filters");
    return h("details", { class: "filters", open: before ? before.hasAttribute("open") : !narrow.matches },
      h("summary", { "data-hold": "filters" }, "Choose tasks and systems", h("span", { id: "chosen", class: "quiet-text" })), controls(site, all, shown));
  }

  function controls(site, all, shown) {
    const now = state();
    return h("form", { class: "controls", role: "search", "aria-label": "Choose tasks and systems", onsubmit: (event) => event.preventDefault() },
      h("label", { class: "field search" }, h("span", {}, "Search"),
        h("input", { type: "search", value: now.get("q") || "", placeholder: "system name", "data-filter": "q", oninput: (event) => change({ q: event.target.value }) })),
      select("Language", "lang", site.languages, site.language_all),
      select("Edit kind", "kind", site.kinds, site.kind_tasks),
      site.tiers.length ? select("Tier", "tier", site.tiers, site.tier_tasks) : null,
      slider(site),
      cutoffs(site),
      site.dataset.no_edit ? choiceOf("Asked for", "ask", [["", "edits"], ["nothing", "no edit (" + count(site.dataset.no_edit) + ")"]]) : null,
      select("Back end", "backend", unique(site.systems.map((system) => system.backend))),
      select("Size", "size", unique(site.systems.map((system) => system.size))),
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: now.get("open") === "1", "data-filter": "open", onchange: (event) => change({ open: event.target.checked ? "1" : "" }) }), "open weights"),
      chooser(all, shown),
      h("button", { type: "button", class: "quiet", "data-hold": "reset", onclick: () => { location.hash = ""; } }, "Reset"));
  }

  // The systems' values for the chosen tasks: exact matches are counted again, the rest keeps showing all tasks.
  // The headline and what sorts is counted for every system, other columns by `fill` for the rows that are drawn.
  async function sliced(site, choice, shown, key) {
    const tasks = await slices.loadTasks();
    const members = slices.members(choice);
    const over = { no_edit: members.filter((task) => tasks.noEdit[task]), edits: members.filter((task) => !tasks.noEdit[task]) };
    const stale = new Set(site.columns.filter((column) => !column.metric && ["percent", "decimal", "count", "seconds", "money"].includes(column.format)).map((column) => column.key));
    const rows = site.systems.map((system, place) => ({ ...system, place, values: system.values.slice(), stale, counted: new Set() }));
    const metrics = site.columns.filter((column) => column.metric && (column.key === site.headline || shown.some((one) => one.key === column.key)));
    // Until it is counted, a number over all tasks must not stand for one over the choice.
    for (const row of rows) for (const column of metrics) row.values[site.columns.indexOf(column)] = null;
    const recount = async (column, some) => {
      const wanted = some.filter((row) => !row.counted.has(column.key));
      const known = over[column.over].length > 0;
      const ask = column.key === site.headline ? standing.ranked : standing.shares;
      const found = known && wanted.length ? await ask(site, tasks, column.metric, wanted.map((row) => row.place), over[column.over]) : [];
      wanted.forEach((row, number) => {
        row.counted.add(column.key);
        row.values[site.columns.indexOf(column)] = !known ? null : column.over === "no_edit" ? 1 - found[number].mean : found[number].mean;
        if (column.key === site.headline) Object.assign(row, known ? { low: found[number].low, high: found[number].high, rank: found[number].rank, worst: found[number].worst } : { rank: null, worst: null });
      });
    };
    await Promise.all(metrics.filter((column) => column.key === site.headline || column.key === key).map((column) => recount(column, rows)));
    return { rows, tasks: members.length, fill: (some) => Promise.all(metrics.map((column) => recount(column, some))) };
  }

  function fits(row, now) {
    const words = (now.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const name = row.name.toLowerCase();
    return words.every((word) => name.includes(word)) && (!now.get("backend") || row.backend === now.get("backend")) &&
      (!now.get("size") || row.size === now.get("size")) && (now.get("open") !== "1" || row.open);
  }

  function view(site) {
    const now = state();
    const chosen = now.get("cols") ? new Set(now.get("cols").split(",")) : null;
    const { all, shown } = table.columns(site, chosen);
    const usual = now.get("ask") === "nothing" ? "false_edits" : site.headline;
    const asked = now.get("sort") || usual;
    const known = table.sortable(all, asked);
    const key = known ? asked : usual;
    const fallback = all.find((column) => column.key === key)?.better === "higher";
    // Of an order that the page does not have the direction says nothing either.
    const direction = known && ["asc", "desc"].includes(now.get("dir") || "") ? now.get("dir") : "";
    return { now, all, shown, sort: { key, descending: direction ? direction === "desc" : fallback } };
  }

  async function refresh(site) {
    const turn = ++latest;
    if (location.hash.length > 1) await codeedit.complete(site);
    if (turn !== latest) return;
    const { now, all, shown, sort } = view(site);
    const status = document.getElementById("status");
    const choice = slices.chosen(site, now);
    let rows = site.systems;
    let tasks = site.dataset.tasks;
    let fillRows = (_) => Promise.resolve([]);
    if (choice) {
      status.textContent = "computing …";
      ({ rows, tasks, fill: fillRows } = await sliced(site, choice, shown, sort.key));
      if (turn !== latest) return;
    }
    rows = table.sorted(rows.filter((row) => fits(row, now)), all, sort.key, sort.descending);
    await fillRows(rows.slice(0, table.WINDOW));
    if (turn !== latest) return;
    const where = codeedit.chosenInWords(site);
    for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-over-all]"))) note.hidden = !choice;
    const valid = { ...Object.fromEntries(now), ...codeedit.wanted(site) };
    const chosen = FILTERS.filter((key) => valid[key]).length;
    document.getElementById("chosen").textContent = chosen ? " (" + chosen + " chosen)" : "";
    status.textContent = count(site.systems.length < site.n_systems ? site.n_systems : rows.length) + " of " + count(site.n_systems) + " systems on " + count(tasks) + " of " + count(site.dataset.tasks) + " tasks" + (choice ? " (" + where + "); slanted numbers, headed “all”, are still over all tasks" : "");
    const onsort = (column) => {
      const better = column.better === "higher";
      const descending = sort.key === column.key ? !sort.descending : better;
      change({ sort: column.key, dir: descending ? "desc" : "asc" });
    };
    visible = { rows, fill: fillRows };
    codeedit.keepFocus(() => document.getElementById("board").replaceChildren(table.draw({
      rows, fill: fillRows,
      // Where no edit is asked for there is no exact match: the false edits come first, in a phone's sight.
      shown: choice?.nothing ? [...shown.filter((column) => column.over === "no_edit"), ...shown.filter((column) => !column.language && !column.metric)] : choice && choice.language >= 0 ? shown.filter((column) => !column.language || column.name === site.languages[choice.language]) : choice ? shown.filter((column) => !column.language) : shown,
      sort, onsort, picked, cutoff: choice && choice.since > site.dataset.first_day ? choice.since : 0,
      onpick: (slug) => { if (!picked.delete(slug)) picked.add(slug); setState({ pick: [...picked].join(",") }); comparison(); },
      caption: "Systems by exact match with 95% intervals",
    })));
  }

  function comparison() {
    const [a, b] = [...picked];
    const bar = document.getElementById("compare");
    bar.replaceChildren();
    if (!a) return;
    bar.append(b ? h("a", { class: "button", href: address("compare.html", { a, b }) }, "Compare the two chosen systems") : h("span", {}, "Choose one more system to compare."),
      picked.size > 2 ? h("span", {}, " The first two count.") : "");
  }

  function gallery(site) {
    const front = site.pictures.filter((picture) => picture.name !== "languages").slice(0, 2);
    return h("section", { class: "gallery", "aria-label": "Pictures" }, h("p", { class: "note follows", hidden: true, "data-over-all": true }, "These pictures are over all tasks: they do not follow the choice above."), front.map((picture) => h("figure", {},
      h("figcaption", {}, h("a", { href: "pictures.html" }, picture.title), h("span", { class: "quiet-text" }, " " + picture.caption)),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": picture.title }, h("img", { src: "pictures/" + picture.name + ".svg", alt: picture.title + ". " + picture.caption, width: "680", height: "400", loading: "lazy" })))));
  }

  function reading(site) {
    const file = (name, kinds) => h("li", {}, name + " ", kinds.map((kind) => h("a", { href: "downloads/" + name + "." + kind }, kind.toUpperCase())).flatMap((link) => [link, " "]));
    return h("section", { class: "reading" }, h("h2", {}, "How to read this"),
      h("p", {}, "Each task is a moment in a public repository: some edits were made, and a region of a file is asked for. Only the developer's own next edit counts, compared as tokens, layout and comments by a parser of the language. " +
        "Answers that are unparseable, truncated or failed count as wrong. Tasks where nothing should change count in the false edits alone."),
      h("p", {}, "The whisker is a 95% interval. It counts repositories rather than tasks as evidence, since edits of one repository succeed and fail together. A rank is a range, such as 1–4: the places that the evidence leaves open, by paired comparisons that are corrected for their number. " +
        "The slider leaves only tasks committed since a day, and greys systems whose training data reach beyond it. For a choice of tasks the numbers are computed here, with the matching formula."),
      h("dl", { class: "facts columns" }, site.columns.map((column) => h("div", {}, h("dt", {}, column.title), h("dd", {}, column.help)))),
      h("h2", {}, "Submit"), h("p", {}, "Evaluate your system on the split “" + site.dataset.split + "”, pack the run and send the archive to the keepers of this site, who score it again:"),
      h("pre", { tabindex: "0" }, h("code", {}, "codeedit evaluate DATASET --split " + site.dataset.split + " --model MODEL --out run\ncodeedit submit run --out run.zip\ncodeedit leaderboard add run.zip --dataset DATASET --split " + site.dataset.split + " --check")),
      h("h2", {}, "Cite"), h("p", {}, "Name the data set by its content hash, and the day of the build:"),
      h("pre", { tabindex: "0" }, h("code", {}, "codeedit-bench leaderboard “" + codeedit.visible(site.title) + "”, data set " + codeedit.visible(site.dataset.name) + " " + site.dataset.hash.slice(0, 16) + ", split " + site.dataset.split + ", built " + site.built + " by " + site.generator)),
      h("h2", {}, "Build log"), h("p", {}, "Built on " + site.built + "."),
      Object.keys(site.left_out || {}).length ? [h("h3", {}, "Left out of this build"), h("dl", { class: "facts" }, Object.entries(site.left_out).map(([folder, reason]) => h("div", {}, h("dt", {}, folder), h("dd", {}, reason))))] : null,
      h("h3", {}, "When systems came"), h("dl", { class: "facts" }, site.arrivals.map(([when, names]) => h("div", {}, h("dt", {}, when), h("dd", {}, names.join(", "))))),
      h("h2", {}, "Downloads"), h("p", { class: "note follows", hidden: true, "data-over-all": true }, "These files are over all tasks. “This view”, below the table, follows the choice."),
      h("ul", { class: "downloads" }, file("leaderboard", ["csv", "json", "parquet"]), file("breakdowns", ["csv", "json", "parquet"]), file("tasks", ["csv", "json", "parquet"]), file("scores", ["parquet"])));
  }

  let visible = { rows: [], fill: (_) => Promise.resolve([]) };
  async function save(kind) {
    const { shown } = view(codeedit.site);
    await visible.fill(visible.rows);
    const rows = visible.rows.map((row) => Object.fromEntries([["rank", codeedit.rankRange(row)], ["system", row.name], ["low", row.low], ["high", row.high], ...shown.map((column) => [(column.name || column.key) + (row.stale?.has(column.key) ? " (all tasks)" : ""), column.read(row)])]));
    if (kind === "json") { codeedit.download("leaderboard.json", "application/json", JSON.stringify(rows, null, 1)); return; }
    // A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    const cell = (value) => { const text = value === null || value === undefined ? "" : typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value); return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; };
    const names = rows.length ? Object.keys(rows[0]) : [];
    codeedit.download("leaderboard.csv", "text/csv", [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(",")).join("\n") + "\n");
  }

  // How much the tasks prove, and which counts once.
  function evidence(data) {
    const largest = percent(data.largest, data.largest < 0.05 ? 1 : 0) + "% of all tasks";
    const once = data.weighting === "repositories" ? "Each repository counts once, because one of them holds " + largest + ": " + data.largest_name + "." : "Each task counts once; the largest repository holds " + largest + " (" + data.largest_name + ").";
    return once + " All tasks together are worth " + data.effective.toFixed(1) + " equal repositories.";
  }

  function draw(site) {
    const { all, shown } = view(site);
    const data = site.dataset;
    fromAddress();
    document.title = codeedit.visible(site.title) + " · leaderboard";
    codeedit.show(
      h("h1", {}, site.title),
      h("p", { class: "lead" }, count(data.tasks - data.no_edit) + " edits that developers made next" + (data.no_edit ? " and " + count(data.no_edit) + " regions that they left alone" : "") + ", from " + count(data.repositories) + " repositories in " + site.languages.length + " languages, committed " + day(data.first_day) + " to " + day(data.last_day) + ". " +
        "A system scores where it writes exactly the edit."),
      folded(site, all, shown),
      h("p", { id: "status", role: "status", "aria-live": "polite" }),
      h("div", { id: "compare", class: "compare-bar" }),
      h("div", { id: "board", class: "scroll", tabindex: "0", role: "region", "aria-label": "Leaderboard" }),
      h("p", { class: "quiet-text" }, "This view as ", h("button", { type: "button", class: "quiet", onclick: () => save("csv") }, "CSV"), " ", h("button", { type: "button", class: "quiet", onclick: () => save("json") }, "JSON")),
      h("p", { class: "quiet-text", id: "evidence" }, "Whiskers are 95% intervals; a rank such as 1–4 names the places that the evidence leaves open. " + evidence(data)),
      gallery(site), reading(site));
    comparison();
    return refresh(site).then(() => more(site));
  }
  // Where there are many systems, those that are not among the best come after the first view.
  function more(site) {
    if (site.systems.length < site.n_systems) return codeedit.complete(site).then(draw);
  }
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(narrow.matches ? "details.chooser[open], details.filters[open]:not(:has(details.chooser[open]))" : "details.chooser[open]");
    if (open) { open.removeAttribute("open"); /** @type {HTMLElement} */ (open.querySelector("summary")).focus(); }
  });

  codeedit.start(draw);
})();
