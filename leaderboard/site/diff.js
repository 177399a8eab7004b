// Line differences with the changed words inside paired lines marked.
"use strict";
codeedit.diff = (() => {
  const { h, code } = codeedit;
  const LIMIT = 4e6;

  // Lines end at \n alone; a last line without one says so.
  function lines(text) {
    const parts = text.split("\n");
    const last = parts.pop();
    const result = parts.map((line) => line + "\n");
    if (last) result.push(last);
    return result;
  }

  // [[sign, item], …] from the longest common subsequence; sign is " ", "-" or "+".
  function sequence(before, after) {
    let head = 0;
    while (head < before.length && head < after.length && before[head] === after[head]) head++;
    let tail = 0;
    while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
    const a = before.slice(head, before.length - tail);
    const b = after.slice(head, after.length - tail);
    const result = before.slice(0, head).map((item) => [" ", item]);
    if (a.length * b.length > LIMIT) {
      for (const item of a) result.push(["-", item]);
      for (const item of b) result.push(["+", item]);
    } else {
      const width = b.length + 1;
      const table = new Uint32Array((a.length + 1) * width);
      for (let i = a.length - 1; i >= 0; i--) {
        for (let j = b.length - 1; j >= 0; j--) {
          table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
        }
      }
      let i = 0;
      let j = 0;
      while (i < a.length || j < b.length) {
        if (i < a.length && j < b.length && a[i] === b[j]) { result.push([" ", a[i]]); i++; j++; }
        else if (i < a.length && (j >= b.length || table[(i + 1) * width + j] >= table[i * width + j + 1])) result.push(["-", a[i++]]);
        else result.push(["+", b[j++]]);
      }
    }
    for (const item of before.slice(before.length - tail)) result.push([" ", item]);
    return result;
  }

  const words = (line) => line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) || [];

  // The two sides of a changed line, with what changed in <mark>.
  function paired(before, after) {
    const steps = sequence(words(before), words(after));
    // Lines that share little are told as a whole: marks between unrelated lines say nothing.
    const weight = (list) => list.reduce((sum, item) => sum + item.trim().length, 0);
    const kept = weight(steps.filter(([sign]) => sign === " ").map(([, item]) => item));
    if (kept < 0.3 * Math.max(weight([before]), weight([after]))) return [code(strip(before)), code(strip(after))];
    return ["-", "+"].map((side) => {
      const fragment = document.createDocumentFragment();
      let run = "";
      let marked = false;
      const flush = () => { if (run) fragment.append(marked ? h("mark", {}, code(run)) : code(run)); run = ""; };
      for (const [sign, item] of steps) {
        if (sign !== " " && sign !== side) continue;
        const text = item.replace(/\n$/, "");
        if ((sign === side) !== marked) { flush(); marked = sign === side; }
        run += text;
      }
      flush();
      return fragment;
    });
  }

  const strip = (line) => line.replace(/\n$/, "");
  const SPOKEN = { "-": "removed: ", "+": "added: ", " ": "" };

  function row(sign, number, content) {
    return h("div", { class: "line " + { "-": "removed", "+": "added", " ": "same" }[sign] },
      h("span", { class: "gutter", "aria-hidden": "true" }, number === null ? "" : String(number)),
      h("span", { class: "sign", "aria-hidden": "true" }, sign),
      h("span", { class: "hidden" }, SPOKEN[sign]),
      h("code", {}, content));
  }

  // A block that shows how `before` becomes `after`; line numbers are those of `before` from `start` (0-based).
  function texts(before, after, start, context) {
    const block = h("div", { class: "diff", tabindex: "0", role: "group", "aria-label": "difference" });
    for (const line of lines(context ? context.before : "")) block.append(row(" ", null, code(strip(line))));
    const steps = sequence(lines(before), lines(after));
    let number = start;
    for (let i = 0; i < steps.length;) {
      if (steps[i][0] === " ") { block.append(row(" ", ++number, code(strip(steps[i][1])))); i++; continue; }
      const removed = [];
      const added = [];
      while (i < steps.length && steps[i][0] !== " ") { (steps[i][0] === "-" ? removed : added).push(steps[i][1]); i++; }
      const pairs = removed.map((line, place) => (place < added.length ? paired(line, added[place]) : [code(strip(line)), null]));
      for (const [side] of pairs) block.append(row("-", ++number, side));
      for (const [place, line] of added.entries()) block.append(row("+", null, place < pairs.length ? pairs[place][1] : code(strip(line))));
      if ([removed, added].some((side) => side.length && !side[side.length - 1].endsWith("\n"))) {
        if (removed.length && added.length && removed[removed.length - 1].endsWith("\n") !== added[added.length - 1].endsWith("\n")) block.append(h("div", { class: "line newline" }, "\\ one of the two lacks the newline at its end"));
      }
    }
    for (const line of lines(context ? context.after : "")) block.append(row(" ", null, code(strip(line))));
    return block;
  }

  // A unified diff as it stands.
  function unified(text) {
    const block = h("div", { class: "diff", tabindex: "0", role: "group", "aria-label": "difference" });
    const all = lines(text).map(strip);
    let body = false;
    for (let i = 0; i < all.length; i++) {
      const line = all[i];
      if (line.startsWith("@@")) { body = true; block.append(h("div", { class: "line place" }, code(line))); continue; }
      if (!body) continue;
      const sign = line[0] === "-" || line[0] === "+" ? line[0] : " ";
      if (sign === "-" && all[i + 1] && all[i + 1][0] === "+" && (all[i - 1] || "")[0] !== "-" && (all[i + 2] || "")[0] !== "+") {
        const [old, now] = paired(line.slice(1), all[i + 1].slice(1));
        block.append(row("-", null, old), row("+", null, now));
        i++;
      } else block.append(row(sign, null, code(line.slice(1))));
    }
    return block;
  }

  return { lines, sequence, texts, unified };
})();
