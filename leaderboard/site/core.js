// Shared by every page: data files, the state in the address, safe text, numbers, header and footer.
// Nothing here or elsewhere writes markup from data: every text goes through a text node.
"use strict";
// biome-ignore lint/correctness/noUnusedVariables: every other script uses it
var codeedit = (() => {
  const arrived = new Map();
  const waiting = new Map();

  function register(name, data) {
    arrived.set(name, data);
    const promise = waiting.get(name);
    if (promise) promise.resolve(data);
  }

  // Scripts load from disk where `fetch` does not. A name is made of our own slugs and numbers only.
  function load(name) {
    if (arrived.has(name)) return Promise.resolve(arrived.get(name));
    if (waiting.has(name)) return waiting.get(name).promise;
    if (!/^[a-z0-9_~/-]+$/.test(name)) return Promise.reject(new Error("no such data: " + name));
    const entry = {};
    entry.promise = new Promise((resolve, reject) => {
      entry.resolve = resolve;
      const script = document.createElement("script");
      script.src = "data/" + name + ".js";
      script.onerror = () => { waiting.delete(name); reject(new Error("data/" + name + ".js cannot be loaded")); };
      document.head.append(script);
    });
    waiting.set(name, entry);
    return entry.promise;
  }

  // ---- text -------------------------------------------------------------------------------------------------
  // Characters that are not seen, or that reorder what is seen: bidi controls, zero-width marks, separators, C0/C1.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;
  const NAMED = { "\r": "CR", "\u2028": "LS", "\u2029": "PS" };

  function codePoint(character) {
    const number = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return NAMED[character] || "U+" + number;
  }

  // Plain string for attributes and short labels.
  function visible(text) {
    return String(text).replace(HIDDEN, (character) => "⟨" + codePoint(character) + "⟩");
  }

  // A fragment for code: hidden characters become marks that cannot be mistaken for text.
  function code(text) {
    const fragment = document.createDocumentFragment();
    let position = 0;
    for (const match of text.matchAll(HIDDEN)) {
      if (match.index > position) fragment.append(text.slice(position, match.index));
      fragment.append(h("span", { class: "hidden-character", title: "a character that is not seen" }, codePoint(match[0])));
      position = match.index + match[0].length;
    }
    fragment.append(text.slice(position));
    return fragment;
  }

  // ---- elements ---------------------------------------------------------------------------------------------
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child instanceof Node ? child : visible(child));
    }
    return element;
  }
  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const show = (...children) => keepFocus(() => { const main = document.getElementById("main"); main.replaceChildren(); return fill(main, {}, children); });
  // Whoever works with the keyboard stays where they are when what they see is drawn anew.
  const HANDLES = ["data-filter", "data-sort", "data-column", "data-pick", "data-hold"];
  function keepFocus(draw) {
    const element = document.activeElement;
    const name = element && HANDLES.find((one) => element.hasAttribute(one));
    const wanted = name && element.getAttribute(name);
    const result = draw();
    if (name && !element.isConnected) [...document.querySelectorAll("[" + name + "]")].filter((one) => one.getAttribute(name) === wanted && one instanceof HTMLElement).slice(0, 1).forEach((one) => { /** @type {HTMLElement} */ (one).focus(); });
    return result;
  }
  const svg = (tag, attributes, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  // Only https addresses become links outwards.
  function outward(address, ...children) {
    if (!/^https:\/\/[^\s]+$/.test(address || "")) return h("span", {}, ...children);
    return h("a", { href: address, rel: "noopener noreferrer nofollow" }, ...children);
  }

  // ---- the state in the address -----------------------------------------------------------------------------
  // It stands after the `#`: that works from disk, and no server sees what is looked at.
  function state() { return new URLSearchParams(location.hash.replace(/^#/, "")); }
  function setState(changes) {
    const now = state();
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null || value === undefined || value === false) now.delete(key);
      else now.set(key, value);
    }
    const text = now.toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname.split("/").pop() + location.search || ".");
    drawNavigation();
  }
  const KEPT = ["lang", "kind", "tier", "since", "after", "ask"];
  function address(page, parameters) {
    const query = new URLSearchParams();
    const now = state();
    for (const key of KEPT) if (now.get(key)) query.set(key, now.get(key));
    for (const [key, value] of Object.entries(parameters || {})) if (value) query.set(key, value);
    const text = query.toString();
    return page + (text ? "#" + text : "");
  }

  // ---- numbers ----------------------------------------------------------------------------------------------
  const day = (number) => new Date(number * 86400000).toISOString().slice(0, 10);
  const dayNumber = (text) => Math.floor(Date.parse(text + "T00:00:00Z") / 86400000);
  const count = (number) => Math.round(number).toLocaleString("en-US");
  const percent = (number, digits = 1) => (100 * number).toFixed(digits);
  // The ranks that the evidence leaves open, as a range.
  const rankRange = (row) => (row.rank === null ? "–" : row.rank === row.worst ? String(row.rank) : row.rank + "–" + row.worst);
  // By rank; systems without one, the baselines, come last.
  const byRank = (a, b) => Number(a.rank === null) - Number(b.rank === null) || a.rank - b.rank || a.worst - b.worst;
  // A long name keeps its beginning and its end, which often tells versions apart.
  const middle = (name, most = 36) => { const signs = [...visible(name)]; return signs.length <= most ? signs.join("") : signs.slice(0, Math.ceil(most * 0.6)).join("") + "…" + signs.slice(1 - Math.floor(most * 0.4)).join(""); };
  const named = (name, most = 36) => { const whole = middle(name, most) === visible(name) ? null : visible(name); return { title: whole, "aria-label": whole }; };
  function short(number) {
    for (const [limit, sign] of /** @type {[number, string][]} */ ([[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]])) {
      if (number >= limit) return String(Number((number / limit).toPrecision(3))) + sign;
    }
    return String(number);
  }
  const FORMATS = {
    percent: (value) => percent(value),
    decimal: (value) => value.toFixed(3),
    count: (value) => (value < 100 ? value.toFixed(1) : count(value)),
    seconds: (value) => (value < 0.001 ? "<1 ms" : value < 0.995 ? Number((1000 * value).toPrecision(2)) + " ms" : value < 10 ? value.toFixed(1) + " s" : value.toFixed(0) + " s"),
    money: (value) => (value >= 0.0001 ? String(Number(value.toPrecision(2))) : value.toExponential(1)),
    parameters: short,
    text: String,
    date: String,
    flag: (value) => (value ? "✓" : ""),
  };
  const format = (kind, value) => (value === null || value === undefined || value === "" ? "–" : FORMATS[kind](value));

  // What the address chooses, where the site has it: an address may be mistyped or come from another site.
  function wanted(site) {
    const now = state();
    const among = (key, names) => (names.includes(now.get(key)) ? now.get(key) : "");
    const since = /^\d{4}-\d\d-\d\d$/.test(now.get("since") || "") && dayNumber(now.get("since")) > site.dataset.first_day ? now.get("since") : "";
    return { lang: among("lang", site.languages), kind: among("kind", site.kinds), tier: among("tier", site.tiers), since };
  }
  // The choice of tasks in words; empty where all are chosen.
  function chosenInWords(site) {
    const now = state();
    const { lang, kind, tier, since } = wanted(site);
    const after = site.systems.find((system) => system.slug === now.get("after") && system.cutoff);
    return [lang, kind, tier, since && "since " + since, after && "after the cut-off of " + after.name, now.get("ask") === "nothing" && "no edit asked for"].filter(Boolean).join(", ");
  }
  // A sentence on pages whose numbers do not follow the choice.
  function notFollowing(site, what) {
    const words = chosenInWords(site);
    return words ? h("p", { class: "note follows" }, what + " over all tasks. The choice (" + words + ") does not change " + (what.endsWith("is") ? "it." : "them.")) : null;
  }

  // A day from which tasks are chosen, as a field.
  function sinceField(site, onchange) {
    return h("label", { class: "field" }, h("span", {}, "Committed since"), h("input", { type: "date", value: state().get("since") || "", min: day(site.dataset.first_day), max: day(site.dataset.last_day), "data-filter": "since",
      onchange: (event) => { setState({ since: event.target.value }); onchange(); } }));
  }

  // ---- header and footer ------------------------------------------------------------------------------------
  const PAGES = [["index.html", "Leaderboard"], ["pictures.html", "Pictures"], ["compare.html", "Compare"], ["tasks.html", "Tasks"]];
  function drawNavigation() {
    const page = document.body.dataset.page + ".html";
    const list = PAGES.map(([file, title]) =>
      h("li", {}, h("a", { href: address(file), "aria-current": file === page ? "page" : null }, title)));
    const old = document.querySelector("header.top nav");
    if (old) old.replaceChildren(h("ul", {}, list));
  }
  function start(draw) {
    const site = arrived.get("site");
    document.querySelector("[data-skip]").addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("main").focus();
    });
    document.querySelector("header.top").append(
      h("a", { class: "brand", href: "index.html" }, site.title),
      h("nav", { "aria-label": "Pages" }),
    );
    drawNavigation();
    const data = site.dataset;
    document.querySelector("footer.foot").append(
      h("p", {}, "Data set ", h("b", {}, data.name), ", split ", h("b", {}, data.split), ", content hash ",
        h("code", {}, data.hash.slice(0, 16)), "; scorer ", h("code", { title: visible(site.scorer) }, site.scorer.length > 32 ? site.scorer.slice(0, 31) + "…" : site.scorer), "; built on ", site.built, " by ", site.generator, "."),
      h("p", {}, "Static files: no server, no tracker, nothing loaded from elsewhere."),
    );
    // The first page draws the best systems at once and the others as they come; every other page wants them all.
    const ready = () => (document.body.dataset.page === "index" ? Promise.resolve() : complete(site));
    ready().then(() => draw(site)).catch(fail);
    window.addEventListener("hashchange", () => { drawNavigation(); ready().then(() => draw(site)).catch(fail); });
  }
  // All systems: where there are many, only the best of them lie in `site`.
  async function complete(site) {
    if (site.systems.length < site.n_systems) site.systems = await load("rest");
    return site;
  }
  function fail(error) {
    document.getElementById("main").append(h("p", { class: "note", role: "alert" }, "This cannot be shown: " + error.message));
    console.error(error);
  }

  // A file made in the browser, for what the reader sees right now.
  function download(name, type, text) {
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function bytes(text) {
    const binary = atob(text);
    const result = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) result[i] = binary.charCodeAt(i);
    return result;
  }

  return { register, load, visible, code, h, svg, show, keepFocus, complete, outward, state, setState, sinceField, address, day, dayNumber, count, percent, rankRange, byRank, middle, named, wanted, chosenInWords, notFollowing,
    short, format, start, fail, download, bytes, get site() { return arrived.get("site"); } };
})();
