// The leaderboard's table: rows from the site's systems, columns from the site's column table.
"use strict";
codeedit.table = (() => {
  const { h, svg, format, percent, address } = codeedit;

  // A whisker on a common scale from 0 to `scale`: line for the interval, dot for the mean.
  function whisker(mean, low, high, scale) {
    const x = (value) => (100 * Math.min(1, Math.max(0, value / scale))).toFixed(2) + "%";
    return svg("svg", { class: "whisker", "aria-hidden": "true", height: "14" },
      svg("line", { class: "axis", x1: "0", x2: "100%", y1: "13.5", y2: "13.5" }),
      svg("line", { class: "span", x1: x(low), x2: x(high), y1: "7", y2: "7" }),
      svg("line", { class: "span", x1: x(low), x2: x(low), y1: "4", y2: "10" }),
      svg("line", { class: "span", x1: x(high), x2: x(high), y1: "4", y2: "10" }),
      svg("circle", { class: "dot", cx: x(mean), cy: "7", r: "3.2" }));
  }

  const tint = (value) => (value === null ? "" : "t" + Math.min(10, Math.floor(value * 10.999)));

  const WINDOW = 100;
  const narrow = matchMedia("(max-width: 44rem)");
  const SHORT = { python: "py", javascript: "js", typescript: "ts", csharp: "c#", cpp: "c++", rust: "rs" };

  // Columns that are shown: the table's own, then one for each language.
  function columns(site, chosen) {
    const own = site.columns.map((column, place) => ({ ...column, read: (row) => row.values[place] }));
    const languages = site.languages.map((name, place) => ({
      key: "language:" + name, name, title: SHORT[name] || name, format: "percent", better: "higher", shown: true, language: true,
      help: "Exact match on the " + codeedit.count(site.language_tasks[place]) + " tasks in " + name + ".",
      read: (row) => row.languages[place],
    }));
    const all = [...own, ...languages];
    return { all, shown: all.filter((column) => (chosen ? chosen.has(column.key) : column.shown)) };
  }

  function compare(left, right, column, descending) {
    const [a, b] = [column.read(left), column.read(right)];
    const missing = (value) => value === null || value === undefined || value === "";
    if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
    const order = typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
    return descending ? -order : order;
  }

  const NAME = { key: "name", title: "System", read: (row) => row.name.toLowerCase() };
  const RANK = { key: "rank", title: "Rank", read: (row) => row.rank };
  const MARK = { key: "mark", title: "Seen?", help: "Whether the system may have been trained on these tasks: by its stated cut-off." };

  function sortable(all, key) {
    return [NAME, RANK, ...all].some((one) => one.key === key);
  }

  function sorted(rows, all, key, descending) {
    const column = [NAME, RANK, ...all].find((one) => one.key === key) || all[0];
    return rows.slice().sort((a, b) => compare(a, b, column, descending) || codeedit.byRank(a, b) || all[0].read(b) - all[0].read(a) || compare(a, b, NAME, false));
  }

  function header(column, sort, onsort, extra) {
    const active = sort.key === column.key;
    return h("th", { scope: "col", class: extra, "aria-sort": active ? (sort.descending ? "descending" : "ascending") : null },
      h("button", { type: "button", title: column.help, "aria-label": column.name || null, "data-sort": column.key, onclick: () => onsort(column) },
        column.title, column.stale ? h("sup", { title: "over all tasks" }, "all") : null, h("span", { class: "arrow", "aria-hidden": "true" }, active ? (sort.descending ? "▼" : "▲") : "")));
  }

  function cell(column, row, scale) {
    const value = column.read(row);
    const text = format(column.format, value);
    if (column.key === "em_layout" && value === null) return h("td", { class: "headline" }, h("span", { class: "value" }, "–"));
    if (column.key === "em_layout") {
      const range = percent(row.low) + "–" + percent(row.high);
      return h("td", { class: "headline" },
        h("span", { class: "value" }, text), whisker(value, row.low, row.high, scale),
        h("span", { class: "range" }, range));
    }
    if (column.language) return h("td", { class: "heat " + tint(value), title: column.name + " " + text + "%" }, value === null ? "–" : percent(value, 0));
    if (column.format === "flag") {
      return h("td", { class: "flag" }, value ? h("span", { title: "scored again by this site", role: "img", "aria-label": "re-scored" }, "✓") : "");
    }
    return h("td", { class: (column.format === "text" ? "text" : "number") + (row.stale?.has(column.key) ? " stale" : "") }, text);
  }

  // The mark of what may have been seen: before the other columns; on a phone after the score, which comes first there.
  const marked = (mark, cells) => (narrow.matches ? [...cells.slice(0, 1), mark, ...cells.slice(1)] : [mark, ...cells]);

  // options: rows, shown, sort {key, descending}, onsort, picked Set, onpick, cutoff (day or 0), caption
  function draw(options) {
    const { rows, shown, sort, onsort, picked, onpick } = options;
    const scale = Math.max(0.01, ...rows.map((row) => row.high)) * 1.02;
    const most = narrow.matches ? 30 : 36;
    const head = h("tr", {},
      header(RANK, sort, onsort, "rank"),
      header(NAME, sort, onsort, "name"),
      marked(options.cutoff ? h("th", { scope: "col", class: "mark", title: MARK.help }, MARK.title) : null, shown.map((column) => header({ ...column, stale: rows.some((row) => row.stale?.has(column.key)) }, sort, onsort, column.language ? "heat" : column.key === "em_layout" ? "headline" : column.format === "text" ? "text" : "number"))));
    const line = (row) => {
      const late = options.cutoff && row.cutoff && Date.parse(row.cutoff) / 86400000 > options.cutoff;
      return h("tr", { class: [late && "late", row.baseline && "baseline"].filter(Boolean).join(" ") || null, "data-system": row.slug, "data-baseline": row.baseline },
        h("td", { class: "rank" }, codeedit.rankRange(row)),
        h("th", { scope: "row", class: "name" },
          h("label", { class: "pick" },
            h("input", { type: "checkbox", checked: picked.has(row.slug), "data-pick": row.slug, onchange: () => onpick(row.slug), "aria-label": "compare " + codeedit.visible(row.name) })),
          h("a", { href: address("system.html", { id: row.slug }), ...codeedit.named(row.name, most) }, codeedit.middle(row.name, most)),
          row.origin === "re-scored" ? h("span", { class: "verified", role: "img", "aria-label": "re-scored", title: "somebody else ran it; this site scored its raw completions again" }, "✓") : null,
          row.origin === "keepers" && !row.baseline ? h("span", { class: "keepers", role: "img", "aria-label": "run by the keepers", title: "run by the keepers of this site" }, "◆") : null,
          row.baseline ? " " : null, row.baseline ? h("span", { class: "why", title: "no model: a line to compare with, without a rank" }, "baseline") : null),
        marked(options.cutoff ? h("td", { class: "mark" }, late ? h("span", { class: "why", title: "Its training data reach to " + codeedit.visible(row.cutoff) }, "trained to " + row.cutoff) : !row.cutoff && row.model ? h("span", { class: "why", title: "It may have been trained on these tasks" }, "cut-off not stated") : "") : null, shown.map((column) => cell(column, row, scale))));
    };
    const body = h("tbody", {}, rows.slice(0, WINDOW).map(line));
    rest(body, rows.slice(WINDOW), line, options.fill);
    return h("table", { class: "board" }, h("caption", { class: "hidden" }, options.caption), h("thead", {}, head), body);
  }
  // The rows below the first window are drawn when a reader comes near them, and all of them for a print.
  let stop = () => {};
  function rest(body, rows, line, fill) {
    stop();
    if (!rows.length) return;
    let waiting = rows;
    const append = async (some) => {
      waiting = waiting.slice(some.length);
      await fill(some);
      body.append(...some.map(line));
      watch();
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      append(waiting.slice(0, WINDOW));
    }, { rootMargin: "1500px" });
    const watch = () => { seen.disconnect(); if (waiting.length && body.isConnected) seen.observe(body.lastElementChild); };
    const print = () => { seen.disconnect(); body.append(...waiting.map(line)); waiting = []; };
    addEventListener("beforeprint", print);
    stop = () => { seen.disconnect(); removeEventListener("beforeprint", print); };
    setTimeout(watch);
  }

  return { WINDOW, whisker, tint, columns, sortable, sorted, draw };
})();
