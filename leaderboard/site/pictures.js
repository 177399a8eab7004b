// The pictures stand in the page already; this adds what every page has.
"use strict";
codeedit.start((site) => { document.title = "Pictures · " + codeedit.visible(site.title); });
