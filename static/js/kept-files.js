// Puts lessons into the phone's cache and takes them out again. Only what anybody may see is kept: everything is asked for without
// cookies, and what the server marks as private is refused. The service worker reads this cache and never writes it.

import { askComing, askWhole } from "./kept-network.js";
import * as store from "./kept-store.js";

const CACHE = "learnhub-kept";
const WORKER = "/service-worker.js";
const GONE = [404, 410];
export const LIST = "/offline";

// Keeps a lesson whole, with all its files; resolves with its bytes. What was there before stays until everything new is there, and
// nothing stays of a lesson that can't be kept whole: the phone is full, the network is gone.
export function keep(address, told) {
  return alone(() => keepWhole(address, told));
}

async function keepWhole(address, told) {
  const cache = await caches.open(CACHE);
  try {
    await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
    const language = document.documentElement.lang.slice(0, 2);
    await putPage(cache, { ...(await takeFiles(cache, `${LIST}?language=${language}`)), address: LIST });
    const taken = await takeFiles(cache, address);
    const lesson = { ...told, address, files: taken.files, bytes: taken.bytes, keptAt: Date.now(), isGone: false };
    const before = (await store.lessons()).find((one) => one.address === address);
    if (before) {
      // Whatever stops this between the page and its row: the files of the old page and of the new one are both needed.
      await store.keepLesson({ ...before, files: Array.from(new Set([...before.files, ...taken.files])) });
    }
    await putPage(cache, taken);
    await store.keepLesson(lesson);
    if (await store.dropOtherCopies(lesson)) {
      await takeAwayUnneeded();
    }
    return lesson;
  } catch (fault) {
    await takeAwayUnneeded().catch((further) => console.info(further));
    throw fault;
  }
}

// Asks whether a kept lesson has changed, or lost something, and keeps it anew; resolves with what happened to it: "", "changed" (what
// it says), "kept" (the program changed, or what was lost is there again) or "gone" (the site has it no more).
export function renew(lesson) {
  return alone(() => renewWhole(lesson));
}

async function renewWhole(lesson) {
  const cache = await caches.open(CACHE);
  const before = await cache.match(lesson.address);
  let now;
  try {
    now = await (await ask(lesson.address)).text();
  } catch (fault) {
    if (!GONE.includes(fault.status)) {
      throw fault;
    }
    await store.keepLesson({ ...lesson, isGone: true });
    return lesson.isGone ? "" : "gone";
  }
  const said = before ? await before.text() : "";
  if (said === now && !lesson.isGone && (await isWhole(lesson))) {
    return "";
  }
  await keepWhole(lesson.address, { ...lesson });
  return said && wordsOf(said) !== wordsOf(now) ? "changed" : "kept";
}

// What a lesson says, sounds like and asks; how the program shows it is no part of it.
function wordsOf(page) {
  const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  const shown = Array.from(main.querySelectorAll("[src]"), (part) => part.getAttribute("src"));
  return [main.textContent.replace(/\s+/g, ""), ...shown, ...(page.match(/data-seen="[^"]*"/g) || [])].join(" ");
}

export async function letGo(address) {
  await store.dropLesson(address);
  await sweep();
}

// Takes away whatever no kept lesson needs; with the last lesson goes the service worker.
export function sweep() {
  return alone(takeAwayUnneeded);
}

// One at a time, in whatever tab: what is being kept isn't needed by a kept lesson yet.
function alone(work) {
  return navigator.locks ? navigator.locks.request(CACHE, work) : work();
}

async function takeAwayUnneeded() {
  const kept = await store.lessons();
  if (!kept.length) {
    await caches.delete(CACHE);
    const worker = await navigator.serviceWorker.getRegistration();
    return worker ? worker.unregister() : undefined;
  }
  const cache = await caches.open(CACHE);
  const needed = new Set([LIST, ...kept.map((one) => one.address), ...kept.flatMap((one) => one.files)]);
  for (const request of await cache.keys()) {
    if (!needed.has(pathOf(request.url))) {
      await cache.delete(request);
    }
  }
  return undefined;
}

// Whether a lesson is still there whole: a phone that lacks room may take files away without a word.
export async function isWhole(lesson) {
  const cache = await caches.open(CACHE);
  const found = await Promise.all([lesson.address, ...lesson.files].map((path) => cache.match(path)));
  return found.every(Boolean);
}

// Keeps the files of a page that aren't there yet; resolves with the page itself, which is not kept yet, its files and all its bytes.
async function takeFiles(cache, address) {
  const answer = await ask(address);
  const text = await answer.clone().text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const listed = parsed.querySelector("[data-files]");
  if (!listed) {
    throw new Error(`no kept page: ${address}`);
  }
  const shown = Array.from(parsed.querySelectorAll("main [src]"), (part) => part.getAttribute("src"));
  const large = new Set(Array.from(parsed.querySelectorAll("main video source"), (part) => part.getAttribute("src")));
  const files = Array.from(new Set([...listed.dataset.files.split(" ").filter(Boolean), ...shown]));
  let bytes = new Blob([text]).size;
  for (const file of files) {
    const there = await cache.match(file);
    // Files of the program and of the store never change under one address.
    if (!there) {
      await cache.put(file, await ask(file, large.has(file) ? askComing : askWhole));
    }
    bytes += file.startsWith("/static/") ? 0 : (await (await cache.match(file)).blob()).size;
  }
  return { address, answer, files, bytes };
}

// Last: a page is there only with all it needs.
function putPage(cache, { address, answer }) {
  return cache.put(address, answer);
}

async function ask(address, way = askWhole) {
  const answer = await way(address, { credentials: "omit", cache: "no-cache", redirect: "error" });
  const said = answer.headers.get("Cache-Control") || "";
  if (!answer.ok || /private|no-store/.test(said)) {
    throw Object.assign(new Error(`not to be kept: ${address} ${answer.status}`), { status: answer.status });
  }
  return answer;
}

function pathOf(address) {
  const url = new URL(address);
  return url.pathname + url.search;
}
