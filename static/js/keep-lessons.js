// Keeps the lessons that somebody ticked on this phone, says how far it is, and says the size of what is ticked.

import { bytesOf, canKeep, sizeWords } from "./kept-phone.js";
import { announce, keepsSomething } from "./main.js";

const TICKED = 2;
const LARGEST_TOLD = 3; // a sentence that is heard holds no more

export async function mount(element) {
  if (!canKeep()) {
    return; // the downloads below stand in
  }
  let kept = [];
  try {
    kept = keepsSomething() ? await (await import("./kept-store.js")).lessons() : [];
  } catch (fault) {
    console.warn(fault); // a private window: nothing can be kept
    return;
  }
  const lessons = JSON.parse(element.dataset.lessons);
  const keeping = new Keeping(element, lessons);
  keeping.tick(kept, TICKED);
  element.hidden = false;
  document.querySelector("[data-without]").hidden = true;
}

class Keeping {
  constructor(element, lessons) {
    this.element = element;
    this.words = element.dataset;
    this.lessons = lessons;
    this.inputs = Array.from(element.querySelectorAll("input[type=checkbox]"));
    this.sum = element.querySelector("[data-sum]");
    this.told = element.querySelector("[data-told]");
    this.isBusy = false;
    element.addEventListener("change", () => this.showSum());
    element.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
  }

  // What is kept already says so. further: so many of the next ones are ticked; without it what somebody ticked stays as it is.
  tick(kept, further = 0) {
    this.kept = kept;
    const addresses = new Set(kept.map((lesson) => lesson.address));
    let ticked = 0;
    this.inputs.forEach((input, number) => {
      const isKept = addresses.has(this.lessons[number].address);
      input.disabled = isKept;
      input.checked = isKept || (further ? ticked < further : input.checked);
      ticked += input.checked && !isKept ? 1 : 0;
      if (isKept && !input.dataset.isKept) {
        input.dataset.isKept = "yes";
        input.labels[0].append(this.words.kept);
      }
    });
    this.showSum();
  }

  get chosen() {
    return this.lessons.filter((_, number) => this.inputs[number].checked && !this.inputs[number].disabled);
  }

  showSum() {
    const bytes = bytesOf(this.chosen);
    this.sum.textContent = this.words.sum
      .replace("{count}", this.chosen.length)
      .replace("{size}", sizeWords(bytes, this.words));
  }

  say(sentence) {
    this.told.textContent = sentence;
    this.told.hidden = false;
    announce(sentence);
  }

  async keep() {
    const chosen = this.chosen;
    const refusal = this.isBusy ? "" : await this.refusalOf(chosen);
    if (this.isBusy || refusal) {
      if (refusal) {
        this.say(refusal);
      }
      return;
    }
    this.isBusy = true;
    let done = 0;
    const [files, store] = await Promise.all([import("./kept-files.js"), import("./kept-store.js")]);
    try {
      store.rememberLearner(this.words.learner);
      const stays = await askToStay();
      for (const lesson of chosen) {
        this.say(this.words.keeping.replace("{number}", done + 1).replace("{count}", chosen.length).replace("{title}", lesson.title));
        await files.keep(lesson.address, { title: lesson.title, courseTitle: this.words.courseTitle, order: lesson.number });
        done += 1;
      }
      const { done: told, stays: safe, mayGo } = this.words;
      this.say(told.replace("{count}", done) + (stays ? safe : mayGo));
    } catch (fault) {
      console.warn(fault);
      const isFull = fault.name === "QuotaExceededError";
      this.kept = await store.lessons().catch(() => []);
      this.say(isFull ? this.fullWords(done, chosen[done]) : this.words.failed.replace("{count}", done));
    }
    this.isBusy = false;
    this.tick(await store.lessons().catch(() => []));
    this.element.querySelector("[data-look]").hidden = false;
  }

  async refusalOf(chosen) {
    if (!chosen.length) {
      return this.words.none;
    }
    const bytes = bytesOf([...this.kept, ...chosen]);
    if (this.kept.length + chosen.length > Number(this.words.lessonsMax) || bytes > Number(this.words.bytesMax)) {
      return this.words.tooMuch;
    }
    const room = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : null;
    if (!room || room.quota - room.usage >= bytesOf(chosen)) {
      return "";
    }
    this.element.querySelector("[data-look]").hidden = !this.kept.length;
    return this.fullWords(0, { title: "", bytes: bytesOf(chosen) });
  }

  // A full phone: how much is wanted, and which kept lessons give room, the largest first.
  fullWords(done, { title, bytes }) {
    const size = sizeWords(bytes, this.words);
    const largest = [...this.kept].sort((one, other) => other.bytes - one.bytes).slice(0, LARGEST_TOLD);
    const told = largest.map((one) => this.words.oneKept.replace("{title}", one.title).replace("{size}", sizeWords(one.bytes, this.words)));
    const which = told.length ? this.words.toRemove.replace("{lessons}", told.join(this.words.between)) : this.words.nothingToRemove;
    return (title ? this.words.fullAt : this.words.full)
      .replace("{count}", done).replace("{title}", title).replace("{size}", size) + which;
  }
}

// A phone that lacks room throws away first what didn't ask to stay. Asked at the press only; no is a right answer, and is said.
async function askToStay() {
  if (!navigator.storage || !navigator.storage.persist) {
    return false;
  }
  try {
    return await navigator.storage.persist();
  } catch (fault) {
    console.info(fault);
    return false;
  }
}
