// Choices of tasks: the packed task index, each system's right answers, and masks over them.
"use strict";
codeedit.slices = (() => {
  const { load, bytes, dayNumber } = codeedit;
  const u16 = (array) => new Uint16Array(array.buffer);
  let tasks = null;

  function loadTasks() {
    return load("tasks").then((raw) => {
      if (tasks) return tasks;
      const [width, repository] = raw.repository;
      const wide = bytes(repository);
      tasks = {
        count: raw.count,
        repositories: raw.repositories,
        ids: bytes(raw.ids),
        language: bytes(raw.language),
        kind: bytes(raw.kind),
        tier: bytes(raw.tier),
        day: u16(bytes(raw.day)),
        repository: width === "u2" ? u16(wide) : new Uint32Array(wide.buffer),
        history: bytes(raw.history),
        noEdit: bytes(raw.no_edit),
        solved: u16(bytes(raw.solved)),
      };
      return tasks;
    });
  }

  function taskId(number) {
    let id = "";
    for (let i = 10 * number; i < 10 * number + 10; i++) id += tasks.ids[i].toString(16).padStart(2, "0");
    return id;
  }

  // The state's choice of tasks; null means all of them.
  function chosen(site, state) {
    const wanted = codeedit.wanted(site);
    const language = site.languages.indexOf(wanted.lang);
    const kind = site.kinds.indexOf(wanted.kind);
    const tier = site.tiers.indexOf(wanted.tier);
    const day = (text) => (text && dayNumber(text)) || 0;
    const after = site.systems.find((system) => system.slug === state.get("after"));
    const cutoff = after && day(after.cutoff);
    const since = Math.max(day(wanted.since), cutoff ? cutoff + 1 : 0);
    const nothing = state.get("ask") === "nothing";
    if (language < 0 && kind < 0 && tier < 0 && !nothing && since <= site.dataset.first_day) return null;
    return { language, kind, tier, since, nothing };
  }

  function members(choice) {
    const numbers = [];
    for (let i = 0; i < tasks.count; i++) {
      if (choice && choice.language >= 0 && tasks.language[i] !== choice.language) continue;
      if (choice && choice.kind >= 0 && tasks.kind[i] !== choice.kind) continue;
      if (choice && choice.tier >= 0 && tasks.tier[i] !== choice.tier) continue;
      if (choice?.nothing && !tasks.noEdit[i]) continue;
      if (choice && tasks.day[i] < choice.since) continue;
      numbers.push(i);
    }
    return Int32Array.from(numbers);
  }

  // Unpack `width` bits for each task, most significant first.
  function unpack(width, text, length) {
    const packed = bytes(text);
    const result = new Uint8Array(length);
    if (width === 1) {
      for (let i = 0; i < length; i++) result[i] = (packed[i >> 3] >> (7 - (i & 7))) & 1;
      return result;
    }
    for (let i = 0, bit = 0; i < length; i++) {
      let value = 0;
      for (let j = 0; j < width; j++, bit++) value = (value << 1) | ((packed[bit >> 3] >> (7 - (bit & 7))) & 1);
      result[i] = value;
    }
    return result;
  }

  const vectors = new Map();
  // How many samples of each task the system had right: Uint8Array [tasks].
  function vector(site, metric, place) {
    const system = site.systems[place];
    const key = metric + " " + system.slug;
    if (vectors.has(key)) return Promise.resolve(vectors.get(key));
    return load("vectors/" + metric + "/" + Math.floor(place / site.vector_group)).then((group) => {
      const [width, text] = group[system.slug];
      const result = unpack(width, text, site.dataset.tasks);
      vectors.set(key, result);
      return result;
    });
  }

  function path(site, number) {
    return load("paths/" + Math.floor(number / site.path_chunk)).then((chunk) => chunk[number % site.path_chunk]);
  }

  return { loadTasks, taskId, chosen, members, vector, path };
})();
