// Keeps where somebody left off: with the account where there is one, else on this device. Nothing is ever resumed by itself.

import { clock, nameOfPlace, sourceOf } from "./player.js";

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
      keepHere(element, media, place);
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
  const kind = element.dataset.placeKind;
  if (kind) {
    return { [kind]: Math.round(now * 1000) }; // a video that doesn't go by sentences
  }
  const number = sentences ? sentences.indexAt(now) : -1;
  return { sentence: number > 0 && !media.ended ? sentences.cues[number].id : "", number: number + 1 };
}

function send(told, place) {
  const body = new URLSearchParams();
  for (const name of ["sentence", "video", "sign"]) {
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

function keepHere(element, media, place) {
  const name = nameOfPlace(element);
  localStorage.removeItem(name);
  if (!(place.sentence || place.video || place.sign)) {
    return; // the beginning needs no bookmark
  }
  const all = Object.keys(localStorage).filter((key) => key.startsWith("learnhub.place."));
  for (const old of all.slice(0, Math.max(all.length - PLACES_MAX + 1, 0))) {
    localStorage.removeItem(old);
  }
  // A sentence holds in every voice and in the sign video; seconds hold in one file.
  const kept = place.sentence
    ? { sentence: place.sentence, place: place.number }
    : { src: sourceOf(media), seconds: media.currentTime, place: clock(media.currentTime) };
  localStorage.setItem(name, JSON.stringify(kept));
}
