// What the phone keeps in its own database: which lessons, how far somebody is in them, acts that wait to be sent, refused ones.
// An act is on the disk before its form says so. Nothing here names a person: learner is a mark that only the server can make.

import { placeOf } from "./kept-phone.js";

const NAME = "learnhub";
const STORES = { lessons: "address", learned: "key", acts: "number", refused: "number" };
const FLAG = "learnhub.device.kept"; // tells other pages that this phone keeps something
const LEARNER = "learnhub.learner"; // who is signed in here; goes when that person signs out (main.js)
const LOOK = "learnhub.look"; // how pages look to that person; main.js puts it on kept pages

let opening = null;

function open() {
  opening =
    opening ||
    new Promise((opened, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        for (const [store, key] of Object.entries(STORES)) {
          asked.result.createObjectStore(store, { keyPath: key, autoIncrement: key === "number" });
        }
      };
      asked.onsuccess = () => {
        // A later version in another tab must not wait for this page.
        asked.result.onversionchange = () => asked.result.close();
        opened(asked.result);
      };
      asked.onerror = () => failed(asked.error);
      asked.onblocked = () => failed(new Error("blocked"));
    });
  opening.catch(() => (opening = null));
  return opening;
}

// One unit of work: resolves with what work returned, once all of it is on the disk; work may put requests into it.
async function within(stores, mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    // Phones that don't know durability take their own, which is strict before Chromium 121.
    const unit = database.transaction(stores, mode, { durability: "strict" });
    let result;
    unit.oncomplete = () => done(result);
    unit.onabort = () => failed(unit.error || new Error("aborted"));
    try {
      result = work(unit);
    } catch (fault) {
      unit.abort();
      failed(fault);
    }
  });
}

async function read(store) {
  let asked;
  await within([store], "readonly", (unit) => {
    asked = unit.objectStore(store).getAll();
  });
  return asked.result;
}

export const lessons = () => read("lessons");
export const acts = () => read("acts"); // in the order in which they were done
export const refused = () => read("refused");

export function learner() {
  return localStorage.getItem(LEARNER) || "";
}

// Remembers who is signed in here, and how the page looks to that person: kept pages are the same for everybody.
export function rememberLearner(mark) {
  localStorage.setItem(LEARNER, mark);
  const attributes = Array.from(document.documentElement.attributes).filter(({ name }) => name.startsWith("data-"));
  localStorage.setItem(LOOK, JSON.stringify(Object.fromEntries(attributes.map(({ name, value }) => [name, value]))));
}

// Does something when another person signs in or out in another tab, and when the browser shows by its back key a page it held whole.
export function whenPersonChanges(work) {
  window.addEventListener("storage", (event) => (event.key === LEARNER || event.key === null) && work());
  window.addEventListener("pageshow", (event) => event.persisted && work());
}

// What a lesson is called in this database for one person.
export function keyOf(mark, place) {
  return [mark, place.course, place.lesson, place.edition].join(" ");
}

export async function learnedOf(key) {
  let asked;
  await within(["learned"], "readonly", (unit) => {
    asked = unit.objectStore("learned").get(key);
  });
  return asked.result || { key, closed: [], passed: [], tries: {} };
}

// Keeps an act and how far the person is with it, both or neither.
export async function keepAct(act, learned) {
  await within(["acts", "learned"], "readwrite", (unit) => {
    unit.objectStore("acts").add(act);
    unit.objectStore("learned").put(learned);
  });
  await flag();
}

export async function keepLesson(lesson) {
  await within(["lessons"], "readwrite", (unit) => unit.objectStore("lessons").put(lesson));
  await flag();
}

// The copies of one lesson differ in what else is kept with it; the newest takes the place of the others. Resolves with how many went.
export async function dropOtherCopies({ address }) {
  const others = (await lessons()).filter((one) => one.address !== address && placeOf(one.address) === placeOf(address));
  await within(["lessons"], "readwrite", (unit) => others.forEach((one) => unit.objectStore("lessons").delete(one.address)));
  return others.length;
}

// With a lesson goes how far anybody is in it, but of who has acts of it that wait: those are needed until they are sent.
export async function dropLesson(address) {
  const url = new URL(address, location.origin);
  const [, , course, , lesson] = url.pathname.split("/");
  const place = { course, lesson, edition: url.searchParams.get("edition") };
  const waiting = new Set((await acts()).map((act) => keyOf(act.learner, act.told)));
  await within(["lessons", "learned"], "readwrite", (unit) => {
    unit.objectStore("lessons").delete(address);
    const learned = unit.objectStore("learned");
    learned.getAllKeys().onsuccess = (event) => {
      for (const key of event.target.result) {
        if (key.endsWith(keyOf("", place)) && !waiting.has(key)) {
          learned.delete(key);
        }
      }
    };
  });
  await flag();
}

// Takes away what the server named: those it accepted, and those it refused, which stay readable with its sentence. What was refused is
// asked again: a question that changed, a section that is another one now.
export async function settle(accepted, refusals) {
  await within(["acts", "learned", "refused"], "readwrite", (unit) => {
    for (const act of accepted) {
      unit.objectStore("acts").delete(act.number);
    }
    for (const { act, sentence } of refusals) {
      unit.objectStore("acts").delete(act.number);
      unit.objectStore("refused").put({ ...act, sentence });
    }
    takeBack(unit.objectStore("learned"), refusals);
  });
  await flag();
}

function takeBack(learned, refusals) {
  const keys = new Set(refusals.map(({ act }) => keyOf(act.learner, act.told)));
  for (const key of keys) {
    const told = refusals.filter(({ act }) => keyOf(act.learner, act.told) === key).map(({ act }) => act.told);
    learned.get(key).onsuccess = (event) => {
      const found = event.target.result;
      if (found) {
        found.passed = found.passed.filter((check) => told.every((one) => one.check !== check));
        found.closed = found.closed.filter((section) => told.every((one) => one.section !== section));
        learned.put(found);
      }
    };
  }
}

export async function dismiss(number) {
  await within(["refused"], "readwrite", (unit) => unit.objectStore("refused").delete(number));
  await flag();
}

async function flag() {
  const kept = await Promise.all([lessons(), acts(), refused()]);
  if (kept.some((rows) => rows.length)) {
    localStorage.setItem(FLAG, "yes");
  } else {
    localStorage.removeItem(FLAG);
  }
}
