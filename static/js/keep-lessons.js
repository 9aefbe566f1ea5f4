// Keeps the lessons that somebody ticked on this phone, says how far it is, and says the size of what is ticked.

import { bytesOf, canKeep, placeOf, sizeWords } from "./kept-phone.js";
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

const kindOf = (input) => input.value.split(".").pop();

class Keeping {
  constructor(element, lessons) {
    this.element = element;
    this.words = element.dataset;
    this.lessons = lessons;
    this.inputs = Array.from(element.querySelectorAll("input[name=lessons]"));
    this.pictures = Array.from(element.querySelectorAll("input[name=pictures]"));
    this.sum = element.querySelector("[data-sum]");
    this.told = element.querySelector("[data-told]");
    this.isBusy = false;
    element.addEventListener("change", ({ target }) => {
      this.follow(target);
      this.showSum();
    });
    element.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
  }

  // What is kept already says so. further: so many of the next ones are ticked; without it what somebody ticked stays as it is.
  tick(kept, further = 0) {
    this.kept = kept;
    let ticked = 0;
    this.inputs.forEach((input, number) => {
      const copy = this.copyOf(this.lessons[number]);
      input.checked = Boolean(copy) || (further ? ticked < further : input.checked);
      ticked += input.checked && !copy ? 1 : 0;
      this.mark(input, Boolean(copy));
      for (const picture of this.picturesOf(number)) {
        const isKept = Boolean(copy && (copy.pictures || []).includes(kindOf(picture)));
        picture.checked = isKept || picture.checked;
        this.mark(picture, isKept);
      }
    });
    this.showSum();
  }

  mark(input, isKept) {
    input.disabled = isKept;
    if (isKept && !input.dataset.isKept) {
      input.dataset.isKept = "yes";
      input.labels[0].append(this.words.kept);
    }
  }

  // Signing and a video come with their lesson, and go with it.
  follow(input) {
    const number = this.inputs.indexOf(input);
    if (number < 0 && input.checked) {
      const lesson = this.inputs.find((one) => input.value.startsWith(`${one.value}.`));
      lesson.checked = true;
    } else if (number >= 0 && !input.checked) {
      for (const picture of this.picturesOf(number)) {
        picture.checked = false;
      }
    }
  }

  copyOf(lesson) {
    return this.kept.find((one) => placeOf(one.address) === lesson.address);
  }

  picturesOf(number) {
    return this.pictures.filter((input) => input.value.startsWith(`${this.inputs[number].value}.`));
  }

  // What is to be kept anew: with the lesson all that is ticked of it, also what is there already.
  get chosen() {
    return this.lessons.flatMap((lesson, number) => {
      const pictures = this.picturesOf(number).filter((input) => input.checked);
      if (!this.inputs[number].checked || [this.inputs[number], ...pictures].every((input) => input.disabled)) {
        return [];
      }
      const kinds = pictures.map(kindOf);
      const pictureBytes = kinds.reduce((sum, kind) => sum + lesson.pictures[kind], 0);
      const address = kinds.length ? `${lesson.address}&with=${kinds.join("-")}` : lesson.address;
      return [{ ...lesson, address, pictures: kinds, pictureBytes, bytes: lesson.bytes + pictureBytes }];
    });
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
        const { title, number: order, pictures, pictureBytes } = lesson;
        await files.keep(lesson.address, { title, courseTitle: this.words.courseTitle, order, pictures, pictureBytes });
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
    const replaced = new Set(chosen.map((lesson) => placeOf(lesson.address)));
    const all = [...this.kept.filter((one) => !replaced.has(placeOf(one.address))), ...chosen];
    const ofPictures = all.reduce((sum, lesson) => sum + (lesson.pictureBytes || 0), 0);
    if (all.length > Number(this.words.lessonsMax) || bytesOf(all) - ofPictures > Number(this.words.bytesMax)) {
      return this.words.tooMuch;
    }
    if (ofPictures > Number(this.words.picturesMax)) {
      return this.words.tooLarge;
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
