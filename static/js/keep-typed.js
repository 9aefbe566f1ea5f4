// Keeps what is typed into a form while it is written, so that a crash costs ten seconds: the next visit offers it back.

import { announce } from "./main.js";

const EVERY_MS = 10_000;

export function mount(form) {
  const told = document.createElement("p");
  told.className = "kept-typed";
  form.append(told);
  new Keeper(form, told);
}

class Keeper {
  constructor(form, told) {
    this.form = form;
    this.told = told;
    // On a slow line somebody has typed before this arrives, and no event tells of it any more.
    this.isChanged = [...form.elements].some(differs);
    this.isSent = false;
    this.wasAnnounced = false;
    form.addEventListener("input", () => {
      this.isChanged = true;
    });
    form.addEventListener("submit", () => {
      this.isSent = true;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.keep();
      }
    });
    setInterval(() => this.keep(), EVERY_MS);
  }

  async keep() {
    if (!this.isChanged || this.isSent) {
      return;
    }
    this.isChanged = false;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") {
        fields.append(name, value);
      }
    }
    try {
      const answer = await fetch(this.form.dataset.keep, { method: "POST", body: fields, keepalive: true });
      if (!answer.headers.get("Content-Type").startsWith("application/json")) {
        throw new Error(`kept nothing: ${answer.status}`);
      }
      this.say((await answer.json()).words);
    } catch (fault) {
      // The line is down: what was typed stands in the form, and is tried again.
      this.isChanged = true;
      console.warn(fault);
    }
  }

  say(words) {
    this.told.textContent = words;
    if (!this.wasAnnounced) {
      this.wasAnnounced = true;
      announce(words);
    }
  }
}

// Whether a field no longer holds what the page came with; a list to choose from has no such value, and is not typed.
function differs(field) {
  return "defaultValue" in field && (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
