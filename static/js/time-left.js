// Shows and says, once, that little time is left of a test, to who stays on a page; without this script each page says it on arrival.
// Source: WCAG 2.2.1 (warned before the time ends, with one press for more).

import { announce } from "./main.js";

export function mount(notice) {
  const due = Date.now() + Number(notice.dataset.seconds) * 1000;
  const look = () => {
    if (!notice.hidden) {
      return;
    }
    if (Date.now() >= due) {
      notice.hidden = false;
      announce(notice.textContent.replace(/\s+/g, " ").trim());
    } else {
      setTimeout(look, Math.min(due - Date.now(), LONGEST_MS));
    }
  };
  // A phone that slept doesn't count the time, so it is asked again when somebody looks.
  document.addEventListener("visibilitychange", look);
  look();
}

const LONGEST_MS = 60_000;
