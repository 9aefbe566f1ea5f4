// Lists on this phone what it keeps: lessons, acts that wait to be sent, acts that the server refused. Works without a network.

import { announce, keepsSomething } from "./main.js";

let bytesOf, files, placeOf, sender, sizeWords, store, write; // asked for where there is something to list

export async function mount(element) {
  const words = element.dataset;
  const say = (sentence) => {
    const told = element.querySelector("[data-told]");
    told.textContent = sentence;
    told.hidden = !sentence;
    if (sentence) {
      announce(sentence);
    }
  };
  const show = async () => {
    try {
      await showAll(element, words, say, show);
    } catch (fault) {
      console.warn(fault);
      say(words.impossible);
    }
  };
  for (const without of document.querySelectorAll("[data-without]")) {
    without.remove();
  }
  element.hidden = false;
  if (!keepsSomething()) {
    element.querySelector("[data-none]").hidden = false;
    element.querySelector("[data-nothing]").hidden = false;
    for (const button of element.querySelectorAll("[data-do]")) {
      button.closest("p").hidden = true;
    }
    return;
  }
  const modules = [import("./kept-files.js"), import("./kept-sender.js"), import("./kept-store.js"), import("./kept-phone.js")];
  let phone;
  [files, sender, store, phone] = await Promise.all(modules);
  ({ bytesOf, placeOf, sizeWords, write } = phone);
  await show();
  window.addEventListener("online", show);
  store.whenPersonChanges(show);
  press(element, "send", async () => {
    say(words.sending);
    const outcome = await sender.start();
    say(outcome ? (outcome.waiting ? words.signIn : words.allSent) : words.noNetwork);
    await show();
  });
  press(element, "letAllGo", async () => {
    for (const lesson of await store.lessons()) {
      await files.letGo(lesson.address);
    }
    say(words.gone);
    await show();
    document.getElementById("main").focus();
  });
}

function press(element, name, work) {
  element.querySelector(`[data-do=${name}]`).addEventListener("click", (event) => {
    event.preventDefault();
    work().catch((fault) => console.warn(fault));
  });
}

async function showAll(element, words, say, show) {
  const [lessons, acts, refused] = await Promise.all([store.lessons(), store.acts(), store.refused()]);
  const learner = store.learner();
  lessons.sort((one, other) => one.keptAt - other.keptAt || one.order - other.order);
  fill(element, "lessons", lessons, (item, lesson) => showLesson(item, lesson, words, say, show));
  const sum = element.querySelector("[data-sum]");
  sum.textContent = words.sum.replace("{count}", lessons.length).replace("{size}", sizeWords(bytesOf(lessons), words));
  sum.hidden = !lessons.length;
  element.querySelector("[data-none]").hidden = lessons.length > 0;
  element.querySelector("[data-do=letAllGo]").closest("p").hidden = lessons.length < 2;

  const own = acts.filter((act) => act.learner === learner);
  const byTitle = new Map();
  for (const act of own) {
    byTitle.set(act.title, (byTitle.get(act.title) || 0) + 1);
  }
  fill(element, "waiting", Array.from(byTitle), (item, [title, count]) => {
    write(item, words.waits.replace("{title}", title).replace("{count}", count));
  });
  const others = element.querySelector("[data-others]");
  others.textContent = words.others.replace("{count}", acts.length - own.length);
  others.hidden = acts.length === own.length;
  element.querySelector("[data-nothing]").hidden = acts.length > 0;
  element.querySelector("[data-do=send]").closest("p").hidden = !own.length;

  const mine = together(refused.filter((one) => one.learner === learner));
  element.querySelector("[data-refusals]").hidden = !mine.length;
  fill(element, "refused", mine, (item, one) => showRefused(item, one, words, show));
}

// Writes a list anew; without rows there is none.
function fill(element, name, rows, put) {
  const place = element.querySelector(`[data-list=${name}]`);
  const list = element.querySelector(`[data-item=${name}]`).content.firstElementChild.cloneNode(true);
  const template = list.firstElementChild;
  list.textContent = "";
  place.textContent = "";
  for (const row of rows) {
    const item = template.cloneNode(true);
    put(item, row);
    list.append(item);
  }
  if (rows.length) {
    place.append(list);
  }
}

function showLesson(item, lesson, words, say, show) {
  const link = item.querySelector("a");
  link.href = lesson.address;
  write(link, lesson.title);
  const size = sizeWords(lesson.bytes, words);
  const pictures = (lesson.pictures || []).map((kind) => words[kind]).join("");
  write(item.querySelector("[data-told-of]"), words.lesson.replace("{course}", lesson.courseTitle).replace("{size}", size) + pictures);
  const state = item.querySelector("[data-state]");
  const tell = (sentence) => {
    state.textContent = sentence;
    state.hidden = !sentence;
  };
  tell(lesson.isGone ? words.isGone : "");
  mend(lesson, words, tell).catch((fault) => console.info(fault)); // no network: the sentence stands
  offerWithoutPictures(item.querySelector("[data-pictures]"), lesson, words, say, show);
  const button = item.querySelector("[data-lesson]");
  button.setAttribute("aria-label", words.letGo.replace("{title}", lesson.title));
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    await files.letGo(lesson.address);
    say(words.goneOne.replace("{title}", lesson.title));
    await show();
    document.getElementById("main").focus();
  });
}

// Signing and videos are most of the bytes: they go alone, and the text, its sound and what was learned stay. The page without them
// comes from the network, the files that it needs are there.
function offerWithoutPictures(place, lesson, words, say, show) {
  place.hidden = !(lesson.pictures || []).length;
  const button = place.querySelector("button");
  button.setAttribute("aria-label", words.letPicturesGo.replace("{title}", lesson.title));
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await files.keep(placeOf(lesson.address), { ...lesson, pictures: [], pictureBytes: 0 });
      say(words.gonePictures.replace("{title}", lesson.title));
    } catch (fault) {
      console.info(fault);
      say(words.picturesImpossible);
      return;
    }
    await show();
    document.getElementById("main").focus();
  });
}

// A phone that lacks room takes files away without a word: it is said, and what is missing is asked for again.
async function mend(lesson, words, tell) {
  if (lesson.isGone || (await files.isWhole(lesson))) {
    return;
  }
  tell(words.lost);
  const what = await files.renew(lesson);
  tell(what === "gone" ? words.isGone : words.mended);
}

// Acts of one lesson that were refused for one reason are one entry: ten answers to a lesson that is gone are one thing to know.
function together(refused) {
  const found = new Map();
  for (const one of refused) {
    const key = [one.title, one.sentence].join("\n");
    found.set(key, [...(found.get(key) || []), one]);
  }
  return Array.from(found.values());
}

function showRefused(item, acts, words, show) {
  const { title, sentence, told } = acts[0];
  const refusal = words.refused.replace("{title}", title).replace("{count}", acts.length).replace("{sentence}", sentence);
  write(item.querySelector("[data-sentence]"), refusal);
  const link = item.querySelector("a");
  link.href = `/courses/${told.course}/lessons/${told.lesson}?edition=${told.edition}`;
  write(link, words.openLesson.replace("{title}", title));
  const button = item.querySelector("button");
  button.setAttribute("aria-label", words.seen.replace("{title}", title));
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    for (const { number } of acts) {
      await store.dismiss(number);
    }
    await show();
    document.getElementById("main").focus();
  });
}
