// All tasks, by choice of language, kind and day; the hardest or easiest first.
"use strict";
(() => {
  const { h, state, setState, slices, count, percent, address, day } = codeedit;
  const PAGE = 50;

  function select(label, key, options, titles) {
    const now = state().get(key) || "";
    return h("label", { class: "field" }, h("span", {}, label), h("select", { "data-filter": key, onchange: (event) => { setState({ [key]: event.target.value, page: "" }); draw(codeedit.site); } },
      options.map((value, place) => h("option", { value, selected: value === now }, titles ? titles[place] : value || "all"))));
  }

  async function draw(site) {
    const tasks = await slices.loadTasks();
    const now = state();
    let members = slices.members(slices.chosen(site, now));
    const repository = tasks.repositories.indexOf(now.get("repo") || "");
    if (repository >= 0) members = members.filter((task) => tasks.repository[task] === repository);
    const order = now.get("sort") || "";
    const numbers = [...members];
    if (order === "hard") numbers.sort((a, b) => tasks.solved[a] - tasks.solved[b]);
    if (order === "easy") numbers.sort((a, b) => tasks.solved[b] - tasks.solved[a]);
    if (order === "new") numbers.sort((a, b) => tasks.day[b] - tasks.day[a]);
    const pages = Math.max(1, Math.ceil(numbers.length / PAGE));
    const page = Math.min(pages, Math.max(1, Number(now.get("page")) || 1));
    const visible = numbers.slice((page - 1) * PAGE, page * PAGE);
    const paths = await Promise.all(visible.map((task) => slices.path(site, task)));
    const step = (title, to) => h("button", { type: "button", "data-hold": title, disabled: to < 1 || to > pages, onclick: () => { setState({ page: to === 1 ? "" : String(to) }); draw(site); window.scrollTo(0, 0); } }, title);
    document.title = "Tasks · " + codeedit.visible(site.title);
    codeedit.show(
      h("h1", {}, "Tasks"),
      h("form", { class: "controls", onsubmit: (event) => event.preventDefault() },
        select("Language", "lang", ["", ...site.languages]), select("Edit kind", "kind", ["", ...site.kinds]), site.tiers.length ? select("Tier", "tier", ["", ...site.tiers]) : null, select("Asked for", "ask", ["", "nothing"], ["all tasks", "no edit"]),
        codeedit.sinceField(site, () => draw(site)), select("Repository", "repo", ["", ...tasks.repositories]),
        select("Order", "sort", ["", "hard", "easy", "new"], ["by id", "hardest first", "easiest first", "newest first"])),
      h("p", { role: "status" }, count(numbers.length) + " of " + count(tasks.count) + " tasks"),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Tasks" }, h("table", { class: "plain tasks" },
        h("thead", {}, h("tr", {}, ["File", "Language", "Kind", "Repository", "Committed", "History", "Right"].map((title, place) => h("th", { scope: "col", class: place > 4 ? "number" : null }, title)))),
        h("tbody", {}, visible.map((task, place) => h("tr", {},
          h("th", { scope: "row" }, h("a", { href: address("task.html", { id: slices.taskId(task) }) }, paths[place][0] + ":" + paths[place][1])),
          h("td", {}, site.languages[tasks.language[task]]), h("td", {}, site.kinds[tasks.kind[task]]),
          h("td", {}, tasks.repositories[tasks.repository[task]].replace(/^https:\/\/[^/]+\//, "")),
          h("td", { class: "date" }, day(tasks.day[task])), h("td", { class: "number" }, String(tasks.history[task])),
          h("td", { class: "number" }, percent(tasks.solved[task] / 1000, 0) + "%")))))),
      h("p", { class: "pager" }, step("← Previous", page - 1), h("span", {}, "page " + page + " of " + pages), step("Next →", page + 1)));
  }

  codeedit.start(draw);
})();
