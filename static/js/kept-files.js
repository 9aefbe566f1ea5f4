// Puts lessons into the phone's cache and takes them out again. Only what anybody may see is kept: everything is asked for without
// cookies, and what the server marks as private is refused. The service worker reads this cache and never writes it.

import * as store from "./kept-store.js";

const CACHE = "learnhub-kept";
const WORKER = "/service-worker.js";
export const LIST = "/offline";

// Keeps a lesson whole, with all its files; resolves with its bytes. What was there before stays until everything new is there.
export async function keep(address, told) {
  const cache = await caches.open(CACHE);
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
  await takePage(cache, LIST);
  const { files, bytes } = await takePage(cache, address);
  const lesson = { ...told, address, files, bytes, keptAt: Date.now() };
  await store.keepLesson(lesson);
  return lesson;
}

// Asks whether a kept lesson has changed, or the program has, and keeps it anew; resolves with whether it did.
export async function renew(lesson) {
  const cache = await caches.open(CACHE);
  const [before, now] = await Promise.all([cache.match(lesson.address), ask(lesson.address)]);
  if (before && (await before.text()) === (await now.clone().text())) {
    return false;
  }
  await keep(lesson.address, { ...lesson });
  return true;
}

export async function letGo(address) {
  await store.dropLesson(address);
  await sweep();
}

// Takes away whatever no kept lesson needs; with the last lesson goes the service worker.
export async function sweep() {
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

async function takePage(cache, address) {
  const answer = await ask(address);
  const text = await answer.clone().text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const listed = parsed.querySelector("[data-files]");
  if (!listed) {
    throw new Error(`no kept page: ${address}`);
  }
  const shown = Array.from(parsed.querySelectorAll("main [src]"), (part) => part.getAttribute("src"));
  const files = Array.from(new Set([...listed.dataset.files.split(" ").filter(Boolean), ...shown]));
  let bytes = new Blob([text]).size;
  for (const file of files) {
    const there = await cache.match(file);
    // Files of the program and of the store never change under one address.
    const own = there || (await ask(file));
    bytes += file.startsWith("/static/") ? 0 : (await own.clone().blob()).size;
    if (!there) {
      await cache.put(file, own);
    }
  }
  await cache.put(address, answer); // last: a page is there only with all it needs
  return { files, bytes };
}

async function ask(address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache", redirect: "error" });
  const said = answer.headers.get("Cache-Control") || "";
  if (!answer.ok || /private|no-store/.test(said)) {
    throw new Error(`not to be kept: ${address} ${answer.status}`);
  }
  return answer;
}

function pathOf(address) {
  const url = new URL(address);
  return url.pathname + url.search;
}
