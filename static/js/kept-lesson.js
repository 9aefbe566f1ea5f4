// Learns a kept lesson without a network: shows the one act that comes next, judges it, and keeps it on the phone before it says so.

import { announce, keepsSomething } from "./main.js";

let store = null; // where this phone keeps something; elsewhere a kept page can be tried, and nothing is recorded

export async function mount(element) {
  store = keepsSomething() ? await import("./kept-store.js") : null;
  const lesson = new KeptLesson(element);
  for (const without of element.querySelectorAll("[data-without]")) {
    without.remove();
  }
  await lesson.begin();
  if (store) {
    // What one person answered isn't left on the screen for the next.
    store.whenPersonChanges(() => location.reload());
    lesson.mend().catch((fault) => console.warn(fault));
  }
  // Back in the network, what waits is sent without waiting for another page.
  window.addEventListener("online", () => import("./kept-sender.js").then((module) => module.start()));
}

class KeptLesson {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.place = { course: this.words.course, lesson: this.words.lesson, edition: this.words.edition };
    this.sections = Array.from(element.querySelectorAll("[data-section]"));
    this.learned = null;
  }

  async begin() {
    this.learned = { key: "", closed: [], passed: [], tries: {} };
    const learner = store ? store.learner() : "";
    try {
      this.learned = store ? await store.learnedOf(store.keyOf(learner, this.place)) : this.learned;
    } catch (fault) {
      console.warn(fault);
    }
    if (!learner) {
      this.tell(this.words.nobody);
    }
    this.show();
  }

  // A phone that lacks room may have taken away the sound or a picture: that is said, and asked for again.
  async mend() {
    const [files, all] = await Promise.all([import("./kept-files.js"), store.lessons()]);
    const own = all.find((one) => one.address === location.pathname + location.search);
    if (!own || (await files.isWhole(own))) {
      return;
    }
    const say = (sentence) => {
      const lost = this.element.querySelector("[data-lost]");
      lost.textContent = sentence;
      lost.hidden = false;
      announce(sentence);
    };
    say(this.words.lost);
    try {
      if ((await files.renew(own)) !== "gone") {
        say(this.words.mended);
      }
    } catch (fault) {
      console.info(fault); // no network: the sentence stands, and the next opening tries again
    }
  }

  // Who learns may change while the page is open: another person signs in in another tab.
  async refresh() {
    if (!store) {
      return;
    }
    const key = store.keyOf(store.learner(), this.place);
    if (this.learned.key !== key) {
      this.learned = await store.learnedOf(key);
    }
  }

  tell(sentence) {
    const told = this.element.querySelector("[data-told]");
    told.textContent = sentence;
    told.hidden = !sentence;
  }

  isDone(section) {
    const checks = Array.from(section.querySelectorAll("template[data-check]"));
    const isClosed = this.learned.closed.includes(section.dataset.section);
    return isClosed && checks.every((check) => this.learned.passed.includes(check.dataset.check));
  }

  // Shows the act of the first section that is open; the others say that they are done, or wait.
  show() {
    const current = this.sections.find((section) => !this.isDone(section));
    this.sections.forEach((section, number) => {
      const act = section.querySelector("[data-act]");
      act.hidden = section !== current;
      act.textContent = "";
      section.querySelector("[data-done]").hidden = !this.isDone(section);
      section.querySelector("[data-waits]").hidden = section === current || this.isDone(section);
      if (section === current) {
        this.ask(section, act);
        this.pointTo(act, number + 1);
      }
    });
    if (!current) {
      this.element.querySelector("[data-next]").hidden = true;
    }
    return current;
  }

  pointTo(act, number) {
    const next = this.element.querySelector("[data-next]");
    next.firstElementChild.href = `#${act.id}`;
    next.firstElementChild.textContent = this.words.goOn.replace("{number}", number);
    next.hidden = false;
  }

  ask(section, act) {
    const check = Array.from(section.querySelectorAll("template[data-check]")).find(
      (one) => !this.learned.passed.includes(one.dataset.check),
    );
    if (!check) {
      act.append(section.querySelector("template[data-closing]").content.cloneNode(true));
      this.take(act.querySelector("form"), () => this.close(section));
      return;
    }
    const content = check.content.cloneNode(true);
    const questions = Array.from(content.querySelectorAll(".kept-question"));
    if (!questions.length) {
      act.append(content.querySelector("[data-needs-network]"));
      return;
    }
    const tries = this.learned.tries[check.dataset.check] || 0;
    const question = questions[tries % questions.length];
    act.append(question);
    // Named when it is shown: the same form sent twice is one try.
    const name = nameOfForm();
    this.take(act.querySelector("form"), () => this.answer(section, check.dataset.check, question, name));
  }

  take(form, work) {
    let isTaken = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isTaken) {
        return;
      }
      isTaken = true;
      try {
        isTaken = await work();
      } catch (fault) {
        console.warn(fault);
        isTaken = false;
        this.tell(this.words.notKept);
        announce(this.words.notKept);
      }
    });
  }

  // Keeps one act; nothing on the page changes before it is on the disk.
  async keep(told, change) {
    await this.refresh();
    const mark = store ? store.learner() : "";
    const learned = JSON.parse(JSON.stringify(this.learned));
    change(learned);
    if (mark) {
      await store.keepAct(
        { learner: mark, title: this.words.title, told: { ...told, ...this.place, happened_at: new Date().toISOString() } },
        learned,
      );
    }
    this.learned = learned;
    this.tell(mark ? "" : this.words.nobody);
  }

  async close(section) {
    const key = section.dataset.section;
    await this.keep({ kind: "section.closed", section: key }, (learned) => add(learned.closed, key));
    this.goOn(this.show());
    return true;
  }

  async answer(section, check, question, name) {
    const [{ answerOf, isRight, saidTo }, { write }] = await Promise.all([
      import("./kept-judging.js"),
      import("./kept-phone.js"),
    ]);
    const answer = answerOf(question, this.words);
    if (answer.fault) {
      this.showFault(question, answer);
      return false;
    }
    const right = isRight(question, answer.marks);
    await this.keep(
      {
        kind: "check.answered",
        check,
        question: Number(question.dataset.question),
        chosen: answer.marks,
        client_id: name,
        seen: question.dataset.seen,
      },
      (learned) => {
        add(learned.closed, section.dataset.section);
        if (right) {
          add(learned.passed, check);
        } else {
          learned.tries[check] = (learned.tries[check] || 0) + 1;
        }
      },
    );
    const result = this.result(section, saidTo(question, answer.marks), right);
    write(result.querySelector("[data-answered]"), answer.words);
    const current = this.show();
    if (!current) {
      result.after(this.complete());
    }
    result.focus();
    return true;
  }

  // Above the fields, as the site's own pages show it; the field that is wrong gets the focus and is described by it.
  showFault(question, { fault, field }) {
    const error = question.querySelector(".field-error") || document.createElement("p");
    error.className = "field-error";
    error.id = "kept-fault";
    const wrong = document.createElement("span");
    wrong.className = "visually-hidden";
    wrong.textContent = this.words.wrong;
    error.textContent = "";
    error.append(wrong, fault);
    question.querySelector("form").prepend(error);
    for (const described of question.querySelectorAll("[aria-describedby=kept-fault]")) {
      described.removeAttribute("aria-describedby");
    }
    field.setAttribute("aria-describedby", error.id);
    field.focus();
  }

  // What was answered and what is said to it, in the place of what was said to the answer before.
  result(section, said, right) {
    const template = this.element.querySelector(`template[data-result=${right ? "right" : "wrong"}]`);
    const result = template.content.firstElementChild.cloneNode(true);
    for (const sentence of said) {
      sentence.hidden = false;
      result.querySelector("[data-said]").append(sentence);
    }
    const results = section.querySelector("[data-results]");
    results.textContent = "";
    results.append(result);
    return result;
  }

  complete() {
    return this.element.querySelector("template[data-complete]").content.firstElementChild.cloneNode(true);
  }

  goOn(current) {
    if (current) {
      current.querySelector("[data-act]").focus();
      return;
    }
    const told = this.complete();
    this.sections[this.sections.length - 1].append(told);
    told.focus();
  }
}

function add(list, one) {
  if (!list.includes(one)) {
    list.push(one);
  }
}

// Sixteen letters, digits, - and _, as the server names its forms.
function nameOfForm() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}
