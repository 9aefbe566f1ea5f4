// Keeps where somebody left off: with the account where there is one, else on this device. Nothing is ever resumed by itself.

import { clock } from "./player.js";

const REST_MS = 15000;
const PLACES_MAX = 50;

export function mount(player) {
  const { element, media } = player;
  if (!element.dataset.text) {
    return;
  }
  let keptAt = performance.now();
  let kept = "";
  const keep = (isLeaving) => {
    const place = placeNow(player);
    const told = JSON.stringify(place);
    if (told === kept || (!isLeaving && performance.now() - keptAt < REST_MS)) {
      return;
    }
    kept = told;
    keptAt = performance.now();
    if (element.dataset.keepAt) {
      send(element.dataset, place);
    } else {
      keepHere(element.dataset.text, media, place);
    }
  };
  media.addEventListener("timeupdate", () => keep(false));
  media.addEventListener("pause", () => keep(true));
  media.addEventListener("ended", () => keep(true));
  // A phone that is put away tells no more than that it is hidden.
  document.addEventListener("visibilitychange", () => document.hidden && keep(true));
  window.addEventListener("pagehide", () => keep(true));
}

// After the end there is nothing to resume: the place is the beginning again.
function placeNow(player) {
  const { element, media, sentences } = player;
  const now = media.ended ? 0 : media.currentTime;
  if (element.dataset.placeKind === "video") {
    return { video: Math.round(now * 1000) };
  }
  const number = sentences ? sentences.indexAt(now) : -1;
  return { sentence: number > 0 && !media.ended ? sentences.cues[number].id : "", number: number + 1 };
}

function send(told, place) {
  const body = new URLSearchParams();
  for (const name of ["sentence", "video"]) {
    if (name in place) {
      body.set(name, place[name]);
    }
  }
  // Whoever is no longer signed in keeps nothing, and is told when a form says so; a bookmark is not worth a message.
  fetch(told.keepAt, {
    method: "POST",
    headers: { "X-Form-Token": told.token },
    body,
    keepalive: true,
    redirect: "manual",
  }).catch(() => {});
}

function keepHere(text, media, place) {
  const name = `learnhub.place.${text}`;
  const isBeginning = place.video === 0 || place.sentence === "";
  localStorage.removeItem(name);
  if (isBeginning) {
    return;
  }
  const all = Object.keys(localStorage).filter((key) => key.startsWith("learnhub.place."));
  for (const old of all.slice(0, Math.max(all.length - PLACES_MAX + 1, 0))) {
    localStorage.removeItem(old);
  }
  const start = place.sentence ? startOf(media, place.sentence) : media.currentTime;
  localStorage.setItem(
    name,
    JSON.stringify({ src: media.getAttribute("src"), seconds: start, place: place.sentence ? place.number : clock(start) }),
  );
}

function startOf(media, id) {
  return media.querySelector("track").track.cues.getCueById(id).startTime;
}
