// One task: what was edited before, what was asked, what the developer wrote, and what each system answered.
"use strict";
(() => {
  const { h, code, state, setState, outward, address, diff, load, day, count } = codeedit;
  const OUTCOMES = ["scored", "unparseable", "truncated", "refused", "failed"];

  // Put together again what `answers.relative` took apart.
  function whole(region, cut) {
    const old = diff.lines(region);
    return old.slice(0, cut[0]).join("") + cut[2] + old.slice(old.length - cut[1]).join("");
  }

  function verdict(page, answer) {
    const [outcome, level, cut, error] = answer;
    if (outcome) {
      const why = { unparseable: "The prompt format cannot read the completion.", truncated: "The completion ended at the token limit.", refused: "The model refused to answer.", failed: "The request failed." }[OUTCOMES[outcome]];
      return { sign: "!", word: OUTCOMES[outcome], tone: "broken", why: error ? why + " " + error : why };
    }
    const text = whole(page.region, cut);
    if (level === 3) return { sign: "✓", word: "exact", tone: "right", why: text !== page.reference && page.accepted.includes(text) ? "The same text as an edit that is also accepted." : "The same text as the developer's.", text };
    if (level === 2) return { sign: "✓", word: "exact", tone: "right", why: "The same tokens, layout and comments" + (page.accepted.length ? " as the developer's edit, or as one that is also accepted" : "") + "; only white space that means nothing differs.", text };
    if (level === 1) return { sign: "≈", word: "code only", tone: "near", why: "The same code; comments differ, so it is no exact match.", text };
    if (text === page.region) return { sign: "✗", word: "unchanged", tone: "wrong", why: "It left the region as it was.", text };
    const steps = diff.sequence(diff.lines(page.reference), diff.lines(text)).filter(([sign]) => sign !== " ");
    const missing = steps.filter(([sign]) => sign === "-").length;
    const extra = steps.filter(([sign]) => sign === "+").length;
    const lines = (number, word) => number + (number === 1 ? " line " : " lines ") + word;
    return { sign: "✗", word: "wrong", tone: "wrong", why: "Against the developer's edit it has " + lines(extra, "of its own") + " and lacks " + (missing || "none") + ".", text };
  }

  function systems(site, list, marked) {
    const link = ([number, times]) => {
      const system = site.systems[number];
      return h("li", { class: marked.has(system.slug) ? "marked" : null }, h("a", { href: address("system.html", { id: system.slug }) }, system.name),
        system.samples > 1 ? h("span", { class: "times" }, " " + times + " of " + system.samples) : null);
    };
    const ordered = list.slice().sort((a, b) => marked.has(site.systems[b[0]].slug) - marked.has(site.systems[a[0]].slug) || codeedit.byRank(site.systems[a[0]], site.systems[b[0]]));
    const first = ordered.slice(0, 8);
    const rest = ordered.slice(8);
    return [h("ul", { class: "systems" }, first.map(link)),
      rest.length ? h("details", { class: "more" }, h("summary", {}, "and " + rest.length + " more"), h("ul", { class: "systems" }, rest.map(link))) : null];
  }

  function answerCard(site, page, answer, marked, against) {
    const result = verdict(page, answer);
    const body = answer[0] ? h("div", { class: "diff raw", tabindex: "0", role: "group", "aria-label": "raw completion" }, diff.lines(answer[2] || "(empty)").map((line) => h("div", { class: "line same" }, h("code", {}, code(line.replace(/\n$/, ""))))))
      : diff.texts(against === "reference" ? page.reference : page.region, result.text, page.start);
    return h("article", { class: "answer " + result.tone, "data-verdict": result.word },
      h("header", {}, h("h3", {}, h("span", { class: "chip " + result.tone }, h("span", { "aria-hidden": "true" }, result.sign + " "), result.word)), h("p", { class: "why" }, result.why)),
      systems(site, answer[4], marked),
      against === "reference" && !answer[0] && result.text === page.reference ? h("p", { class: "quiet-text" }, "No difference.") :
        !answer[0] && result.text === page.region && against !== "reference" ? null : body);
  }

  function facts(id, page) {
    const rows = [
      ["File", h("span", {}, page.path, ":" + (page.start + 1))],
      ["Repository", outward(page.repository_link, page.repository)],
      ["Commit", h("span", {}, outward(page.commit_link, page.commit.slice(0, 12)), " of " + day(Math.floor(page.time / 86400)), ", edit " + page.edit[0] + " of " + page.edit[1])],
      ["Licence", page.licence || "not found"],
      ["Kind", page.kind + (page.difficulty !== "none" ? " · " + page.difficulty : "")],
      page.scope ? ["Inside", page.scope] : null,
      page.tags.length ? ["Tags", page.tags.join(", ")] : null,
      ["Task", h("code", {}, id)],
    ].filter(Boolean);
    return h("dl", { class: "facts" }, rows.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))));
  }

  async function draw(site) {
    const now = state();
    const id = now.get("id") || "";
    if (!/^[0-9a-f]{20}$/.test(id)) { codeedit.show(h("h1", {}, "Task"), h("p", { class: "note" }, "This address names no task. ", h("a", { href: "tasks.html" }, "All tasks"))); return; }
    const shard = await load("answers/" + (id.slice(0, site.prefix_width) || "all")).catch(() => null);
    const page = shard?.[id];
    if (!page) { codeedit.show(h("h1", {}, "Task"), h("p", { class: "note" }, "There is no task " + id + " on this site.")); return; }
    const marked = new Set([now.get("a"), now.get("b")].filter(Boolean));
    const against = now.get("against") || "region";
    const name = page.path.split("/").pop();
    document.title = codeedit.visible(name) + " · task";
    // A system with several samples may have given several right answers, and wrong ones beside them.
    const right = new Set(page.answers.filter((answer) => answer[1] >= 2 && !answer[0]).flatMap((answer) => answer[4].map(([number]) => number))).size;
    const once = site.systems.some((system) => system.samples > 1) ? " at least once" : "";
    const distinct = page.answers.length + (page.others ? page.others[0] : 0);
    codeedit.show(
      h("p", { class: "kicker" }, page.language + " · " + page.kind),
      h("h1", {}, name),
      facts(id, page),
      h("section", { "aria-labelledby": "h-history" }, h("h2", { id: "h-history" }, page.history.length ? "Edits made before" : "No edits before"),
        page.history.map(([path, origin, text]) => h("figure", { class: "edit" }, h("figcaption", {}, path, h("span", { class: "origin" }, origin === "in_commit" ? " same commit" : " earlier commit")), diff.unified(text)))),
      h("section", { "aria-labelledby": "h-asked" }, h("h2", { id: "h-asked" }, "What the developer wrote next"),
        h("p", { class: "quiet-text" }, page.reference === page.region ? "Nothing: the region stays as it is." : "The region with the edit that was asked for, and the lines around it."),
        diff.texts(page.region, page.reference, page.start, page)),
      page.accepted.length ? h("section", {}, h("h2", {}, "Also accepted"), page.accepted.map((text) => diff.texts(page.region, text, page.start))) : null,
      h("section", { "aria-labelledby": "h-answers" }, h("h2", { id: "h-answers" }, "Answers"),
        h("p", {}, right + " of " + site.systems.length + " systems wrote it exactly" + once + "; " + count(distinct) + " distinct " + (distinct === 1 ? "answer." : "answers.")),
        h("p", { class: "switch", role: "group", "aria-label": "Show answers against" }, "Show answers against ", [["region", "the region as it was"], ["reference", "the developer's edit"]].map(([key, title]) =>
          h("button", { type: "button", "data-hold": "against " + key, "aria-pressed": String(against === key), onclick: () => { setState({ against: key === "region" ? "" : key }); draw(site); } }, title))),
        page.answers.map((answer) => answerCard(site, page, answer, marked, against)),
        page.others ? h("p", { class: "quiet-text", id: "others" }, "The commonest are shown. " + count(page.others[0]) + " other wrong answers were given " + count(page.others[1]) + " times.") : null,
        h("p", { class: "quiet-text" }, h("button", { type: "button", class: "quiet", onclick: () => codeedit.download(id + ".json", "application/json", JSON.stringify({ task_id: id, ...page, answers: page.answers.map((answer) => ({ outcome: OUTCOMES[answer[0]], verdict: verdict(page, answer).word, reason: verdict(page, answer).why, text: answer[0] ? null : whole(page.region, answer[2]), completion: answer[0] ? answer[2] : null, systems: answer[4].map(([number, times]) => ({ system: site.systems[number].name, samples: times })) })) }, null, 1)) }, "This task as JSON"))));
  }

  codeedit.start(draw);
})();
