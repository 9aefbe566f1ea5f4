// Sends a large file in pieces before its form is sent: a broken line costs one piece, and the same file goes on where it stopped.
// The protocol is described in learnhub/media/__init__.py. Without this script the form sends the file itself.

import { announce } from "./main.js";

const WAITS_MS = [1000, 3000, 8000];
const PIECE_TYPE = "application/offset+octet-stream";
const TOLD_EVERY_PERCENT = 25;

// The files of a form are sent one after the other, then the form; what was sent is not sent again.
const forms = new WeakMap();

export function mount(element) {
  const input = element.querySelector("input[type=file]");
  const form = input.form;
  if (!form) {
    return; // an example in the gallery
  }
  if (!forms.has(form)) {
    forms.set(form, new FilesOfForm(form));
  }
  forms.get(form).add(element, input);
}

class FilesOfForm {
  constructor(form) {
    this.form = form;
    this.files = [];
    this.isBusy = false;
    this.pressed = null;
    form.addEventListener("click", (event) => {
      this.pressed = event.target.closest("button[name]");
    });
    form.addEventListener("submit", (event) => {
      if (!this.files.some((one) => one.input.files[0])) {
        return; // the server says what is missing
      }
      event.preventDefault();
      this.run();
    });
  }

  add(element, input) {
    const panel = element.querySelector("template").content.firstElementChild.cloneNode(true);
    const upload = new Upload(element, this.form, panel);
    this.files.push({ element, input, panel, upload });
    const again = panel.querySelector(".upload__continue");
    again.classList.add("upload__part--off");
    again.addEventListener("click", () => this.run());
    panel.querySelector(".upload__cancel").addEventListener("click", () => upload.cancel());
    const entrance = panel.querySelector(".upload__sign-in");
    entrance.target = "_blank"; // what was recorded here would go with the page
    entrance.classList.add("upload__part--off");
  }

  async run() {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    const tokens = [];
    for (const one of this.files.filter((each) => each.input.files[0])) {
      if (!one.panel.isConnected) {
        one.element.append(one.panel);
      }
      // The same file again is answered at once: nothing has to be sent twice.
      const token = await one.upload.run(one.input.files[0]);
      if (!token) {
        this.isBusy = false;
        return;
      }
      tokens.push([one, token]);
    }
    for (const [one, token] of tokens) {
      one.input.disabled = true;
      put(this.form, one.element.dataset.token, token);
    }
    if (this.pressed) {
      put(this.form, this.pressed.name, this.pressed.value);
    }
    this.form.submit();
  }
}

// What names a finished upload stands in the place of its file.
function put(form, name, value) {
  const kept = form.querySelector(`input[type=hidden][name="${name}"]`);
  const field = kept || document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
}

class Upload {
  constructor(element, form, panel) {
    this.begin = element.dataset.begin;
    this.purpose = element.dataset.purpose;
    this.form = form;
    this.panel = panel;
    this.words = panel.querySelector(".upload__words");
    this.bar = panel.querySelector(".upload__bar");
    this.isBusy = false;
    this.isCancelled = false;
    this.address = null;
    this.percent = 0;
    this.told = 0;
  }

  // Sends a file; resolves with the token of the finished upload, or null when it stopped (the page then says why).
  async run(file) {
    this.isBusy = true;
    this.isCancelled = false;
    this.offerToGoOn(false);
    try {
      const begun = await this.ask("POST", this.begin, this.fields(file));
      this.address = begun.body.address;
      await this.pieces(file, begun.body.offset, begun.body.piece_bytes);
      this.say("looking", file);
      const done = await this.ask("POST", `${this.address}/finish`);
      return done.body.upload;
    } catch (fault) {
      this.stopped(fault, file);
      return null;
    } finally {
      this.isBusy = false;
    }
  }

  fields(file) {
    const fields = new URLSearchParams();
    fields.set("purpose", this.purpose);
    fields.set("bytes", String(file.size));
    fields.set("key", `${file.name} ${file.size} ${file.lastModified}`);
    return fields;
  }

  async pieces(file, start, size) {
    let offset = start;
    this.show(file, offset);
    while (offset < file.size) {
      const piece = file.slice(offset, offset + size);
      const answer = await this.ask("PATCH", this.address, piece, { "Content-Type": PIECE_TYPE, "Upload-Offset": String(offset) });
      offset = answer.offset;
      this.show(file, offset);
    }
  }

  // One request, tried again after a pause while the line is broken or the server is being restarted.
  async ask(method, address, body = null, headers = {}) {
    let isRenewed = false;
    for (let attempt = 0; ; attempt += 1) {
      if (this.isCancelled) {
        throw new Stop("cancelled");
      }
      let answer = null;
      try {
        answer = await fetch(address, { method, body, headers: { "X-Form-Token": this.token, ...headers }, credentials: "same-origin" });
      } catch (fault) {
        answer = null;
      }
      if (answer && !isRenewed && this.renewToken(answer)) {
        isRenewed = true;
        continue;
      }
      if (answer && answer.status < 500) {
        return this.read(answer);
      }
      if (attempt >= WAITS_MS.length) {
        throw new Stop("paused");
      }
      await new Promise((resolve) => setTimeout(resolve, WAITS_MS[attempt]));
    }
  }

  get token() {
    return this.form.querySelector("input[name=form_token]").value;
  }

  // The same person signed in again, in another window: the server says by what the page goes on.
  renewToken(answer) {
    const fresh = answer.headers.get("X-Form-Token");
    if (fresh) {
      this.form.querySelector("input[name=form_token]").value = fresh;
    }
    return Boolean(fresh);
  }

  async read(answer) {
    const offset = answer.headers.get("Upload-Offset");
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const body = isJson ? await answer.json() : {};
    if (answer.status === 422 && body.sentence) {
      throw new Stop("refused", body.sentence);
    }
    // A piece for another place: the server knows better how far it is.
    if (offset !== null && (answer.status === 204 || answer.status === 409)) {
      return { offset: Number(offset), body };
    }
    if (answer.ok && isJson) {
      return { offset: 0, body };
    }
    const isOthers = answer.status === 409; // a page of another person, who is signed in no more
    throw new Stop(answer.status === 401 ? "signedOut" : isOthers ? "other" : "ended");
  }

  show(file, offset) {
    this.percent = Math.floor((offset * 100) / file.size);
    this.bar.value = this.percent;
    this.say("sending", file, offset);
    if (this.percent >= this.told + TOLD_EVERY_PERCENT) {
      this.told = this.percent - (this.percent % TOLD_EVERY_PERCENT);
      announce(this.words.textContent);
    }
  }

  say(name, file, offset = 0) {
    const megabytes = (count) => `${(count / 1000000).toFixed(1)} MB`;
    this.words.textContent = this.words.dataset[name]
      .replace("{done}", megabytes(offset))
      .replace("{all}", file ? megabytes(file.size) : "")
      .replace("{percent}", String(this.percent));
  }

  stopped(fault, file) {
    const kind = fault instanceof Stop ? fault.kind : "paused";
    if (kind === "refused") {
      this.words.textContent = fault.sentence;
    } else {
      this.say(kind, file);
    }
    const lacksPerson = kind === "signedOut" || kind === "other";
    this.offerToGoOn(kind === "paused" || lacksPerson, lacksPerson);
    announce(this.words.textContent);
  }

  offerToGoOn(is, lacksPerson = false) {
    this.panel.querySelector(".upload__continue").classList.toggle("upload__part--off", !is);
    this.panel.querySelector(".upload__sign-in").classList.toggle("upload__part--off", !lacksPerson);
  }

  async cancel() {
    this.isCancelled = true;
    if (this.address) {
      await fetch(`${this.address}/cancel`, { method: "POST", headers: { "X-Form-Token": this.token } }).catch(() => null);
    }
    this.percent = 0;
    this.bar.value = 0;
    if (!this.isBusy) {
      this.stopped(new Stop("cancelled"), null);
    }
  }
}

class Stop extends Error {
  constructor(kind, sentence = "") {
    super(kind);
    this.kind = kind;
    this.sentence = sentence;
  }
}
