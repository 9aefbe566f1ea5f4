// Sends what was learned without a network, as soon as there is one and the person who learned it is signed in; keeps copies new.
// Acts go away from the phone only when the server has named them. Acts of another person on this phone are counted and left alone.

import * as files from "./kept-files.js";
import { askWhole } from "./kept-network.js";
import { canKeep } from "./kept-phone.js";
import * as store from "./kept-store.js";
import { announce } from "./main.js";

const ACTS_MAX = 100;
const BYTES_MAX = 60_000; // the server takes 64 000
const SENDING_MS = 60_000; // so many bytes at 2 KB a second, and the answer
const RENEW_EVERY_MS = 6 * 60 * 60 * 1000;
const RENEWED = "learnhub.device.renewed";
const TOLD = "learnhub.told"; // once a visit is enough for what can't be changed at once

let running = null;

// Sends what there is; a second call while one is under way is that one.
export function start() {
  running = running || run().finally(() => (running = null));
  return running;
}

async function run() {
  const present = await askWhoIsHere();
  if (!present) {
    return null; // no network, or a server that is being renewed: the next page tries again
  }
  // Kept pages have no look of their own to remember.
  if (present.learner && document.body.dataset.owner) {
    store.rememberLearner(present.learner);
  }
  const all = await store.acts();
  const own = all.filter((act) => act.learner === present.learner);
  const outcome = await send(own, present.token);
  const lines = tell(present.words, { ...outcome, others: all.length - own.length, isSignedIn: Boolean(present.learner) });
  const renewed = await renewNowAndThen();
  if (renewed.length) {
    show(present.words, [...lines, ...renewed.map(({ what, title }) => present.words[what].replace("{title}", title))]);
  }
  return outcome;
}

async function askWhoIsHere() {
  try {
    const answer = await askWhole("/learning/learner", { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch (fault) {
    console.info(fault);
    return null;
  }
}

// Sends in batches, oldest first; stops at the first that doesn't reach the server. Resolves with { sent, refused, waiting }.
async function send(acts, token) {
  const outcome = { sent: 0, refused: 0, waiting: acts.length };
  let rest = acts;
  while (rest.length) {
    const batch = firstOf(rest);
    const named = await post(batch, token);
    if (!named) {
      break;
    }
    const accepted = batch.filter((act, number) => named[number] && named[number].accepted);
    const refusals = batch
      .map((act, number) => ({ act, ...named[number] }))
      .filter((one) => one.accepted === false && one.sentence);
    await store.settle(accepted, refusals);
    outcome.sent += accepted.length;
    outcome.refused += refusals.length;
    outcome.waiting -= accepted.length + refusals.length;
    if (accepted.length + refusals.length < batch.length && !refusals.length) {
      break; // the server named less than it was sent: what is left waits for the next page
    }
    rest = rest.filter((act) => !accepted.includes(act) && !refusals.some((one) => one.act === act));
  }
  return outcome;
}

function firstOf(acts) {
  let bytes = 0;
  const fits = acts.slice(0, ACTS_MAX).findIndex((act) => {
    bytes += JSON.stringify(act.told).length + 1;
    return bytes > BYTES_MAX;
  });
  return acts.slice(0, fits < 0 ? ACTS_MAX : Math.max(fits, 1));
}

// The server's word on each act in order; null where it has none: no network, signed out, or not understood.
async function post(batch, token) {
  let answer;
  let said;
  try {
    const told = {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Form-Token": token },
      body: JSON.stringify({ acts: batch.map((act) => act.told) }),
      redirect: "manual",
    };
    answer = await askWhole("/learning/acts", told, SENDING_MS);
    said = await answer.json();
  } catch (fault) {
    console.info(fault);
    return null;
  }
  if (answer.status === 422 && Array.isArray(said.places)) {
    // One that can't be understood must not hold up the others for ever: it is set aside with the server's sentence.
    const bad = new Set(said.places.map((place) => Number(place.split(".")[1])).filter(Number.isInteger));
    return batch.map((act, number) => (bad.has(number) ? { accepted: false, sentence: said.sentence } : {}));
  }
  return answer.ok && Array.isArray(said.acts) ? said.acts : null;
}

// Says what became of the acts; returns the sentences.
function tell(words, { sent, refused, others, waiting, isSignedIn }) {
  const lines = [];
  if (sent) {
    lines.push(words.sent.replace("{count}", sent));
  }
  if (refused) {
    lines.push(words.refused.replace("{count}", refused));
  }
  const left = [];
  if (isSignedIn && waiting) {
    left.push(words.waiting.replace("{count}", waiting));
  }
  if (others) {
    left.push((isSignedIn ? words.others : words.signIn).replace("{count}", others));
  }
  const told = sessionStorage.getItem(TOLD);
  if (left.length && told !== left.join("\n")) {
    sessionStorage.setItem(TOLD, left.join("\n"));
    lines.push(...left);
  }
  if (lines.length) {
    show(words, lines);
  }
  return lines;
}

function show(words, lines) {
  const box = document.createElement("div");
  box.className = "notice notice--info";
  const title = document.createElement("p");
  title.className = "notice__title";
  const kind = document.createElement("span");
  kind.className = "notice__kind";
  kind.textContent = words.kind;
  title.append(kind, words.title);
  box.append(title);
  for (const line of lines) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    box.append(paragraph);
  }
  const way = document.createElement("p");
  const link = document.createElement("a");
  link.href = files.LIST;
  link.textContent = words.look;
  way.append(link);
  box.append(way);
  const old = document.querySelector("[data-kept-told]");
  if (old) {
    old.remove();
  }
  box.dataset.keptTold = "";
  document.querySelector("main h1").after(box);
  announce(lines.join(""));
}

// A new version of the program or of a lesson takes the place of the old copy, but never while that one is being learned from. Resolves
// with the lessons of which the learner is told, { what, title }: those that say something else now, those that the site has no more.
async function renewNowAndThen() {
  const program = new URL(import.meta.url).pathname.split("/")[2];
  const due = `${program} ${Math.floor(Date.now() / RENEW_EVERY_MS)}`;
  const told = [];
  if (!canKeep() || document.querySelector("[data-module=kept-lesson]") || localStorage.getItem(RENEWED) === due) {
    return told;
  }
  localStorage.setItem(RENEWED, due);
  for (const lesson of await store.lessons()) {
    try {
      const what = await files.renew(lesson);
      if (what === "changed" || what === "gone") {
        told.push({ what, title: lesson.title });
      }
    } catch (fault) {
      console.info(fault); // the old copy stays
    }
  }
  await files.sweep();
  return told;
}
