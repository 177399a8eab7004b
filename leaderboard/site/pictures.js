// The pictures stand in the page already; this adds what every page has.
"use strict";
codeedit.start((site) => {
  const note = codeedit.notFollowing(site, "These pictures are");
  if (note) document.querySelector("h1").after(note);
  document.title = "Pictures · " + codeedit.visible(site.title); });
