// Offers words under the search box while somebody types, as a combobox of the ARIA pattern (list, manual selection), and takes the question
// from the browser's own speech recognition where there is one. Without this script the box is a plain form, and asks the same.

import { announce } from "./main.js";

const WAIT_MILLISECONDS = 250;

export function mount(box) {
  const input = box.querySelector("input");
  offerWords(box, input);
  offerVoice(box, input);
}

function offerWords(box, input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-words`;
  list.className = "search-box__words";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.listName);
  list.hidden = true;
  box.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let waiting = 0;
  let asked = "";
  let active = -1;

  const close = () => {
    clearTimeout(waiting);
    asked = "";
    list.hidden = true;
    list.textContent = "";
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (option) => {
    input.value = option.textContent;
    close();
    input.form.submit();
  };

  const point = (index) => {
    const options = list.children;
    for (const option of options) {
      option.setAttribute("aria-selected", "false");
    }
    active = (index + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };

  // Back into the field, the list still open: for keys that move within what is typed.
  const leaveList = () => {
    if (active >= 0) {
      list.children[active].setAttribute("aria-selected", "false");
    }
    active = -1;
    input.removeAttribute("aria-activedescendant");
  };

  const show = (words) => {
    leaveList();
    list.textContent = "";
    words.forEach((word, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.className = "search-box__word";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.setAttribute("aria-posinset", index + 1);
      option.setAttribute("aria-setsize", words.length);
      option.textContent = word;
      // Before the field loses its focus, which closes the list.
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(option));
      list.append(option);
    });
    list.hidden = words.length === 0;
    input.setAttribute("aria-expanded", String(words.length > 0));
    if (words.length > 0) {
      announce(box.dataset.found.replace("{count}", words.length));
    }
  };

  const ask = async () => {
    const typed = input.value.trim();
    asked = typed;
    if (!typed) {
      close();
      return;
    }
    const answer = await fetch(`${box.dataset.address}?q=${encodeURIComponent(typed)}`);
    if (answer.ok && asked === typed && document.activeElement === input) {
      show((await answer.json()).words);
    }
  };

  input.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) {
      waiting = setTimeout(() => ask().catch(close), WAIT_MILLISECONDS);
    }
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(close), WAIT_MILLISECONDS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (list.hidden) {
      // A list that was closed opens again; without words the arrow does what it does in any field.
      if (event.key === "ArrowDown" && input.value.trim()) {
        event.preventDefault();
        ask()
          .then(() => list.hidden || event.altKey || point(0))
          .catch(close);
      }
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      point(active < 0 && !down ? -1 : active + (down ? 1 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      leaveList();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}

function offerVoice(box, input) {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) {
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary search-box__voice";
  button.textContent = box.dataset.voice;
  const told = document.createElement("p");
  told.className = "field__hint";
  told.id = `${input.id}-voice`;
  told.textContent = box.dataset.voiceTold;
  button.setAttribute("aria-describedby", told.id);
  box.append(button, told);
  button.addEventListener("click", () => {
    const hearing = new Recognition();
    hearing.lang = "zh-CN";
    hearing.addEventListener("result", (event) => {
      input.value = event.results[0][0].transcript;
      input.form.submit();
    });
    hearing.addEventListener("error", () => announce(box.dataset.voiceFailed));
    announce(box.dataset.voiceBegins);
    hearing.start();
  });
}
