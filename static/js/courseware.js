// Opens foreign courseware in a frame without an origin, remembers its place while this window is open, and lets the learner out by Esc.
// Nothing that the frame says is sent to the server: lessons are credited by their own checks.

import { announce } from "./main.js";

const TEXT_MAX = 4096;
const WHOLE_MAX = 12000;
const STATES = ["passed", "completed", "failed", "incomplete", "browsed"];

export function mount(element) {
  element.append(element.querySelector("template").content.cloneNode(true));
  element.querySelector(".courseware__without").remove();
  const words = element.querySelector(".courseware__words");
  const closing = element.querySelector(".courseware__close");
  const place = element.querySelector(".courseware__place");
  let frame = null;
  let opener = null;
  closing.hidden = true;

  const close = (isAsked) => {
    if (!frame) {
      return;
    }
    frame.remove();
    frame = null;
    closing.hidden = true;
    if (isAsked) {
      announce(element.dataset.closed);
      opener.focus();
    }
  };

  const open = (button) => {
    close(false);
    opener = button;
    frame = document.createElement("iframe");
    frame.className = "courseware__frame";
    frame.title = button.dataset.title;
    frame.setAttribute("sandbox", "allow-scripts allow-forms");
    frame.setAttribute("referrerpolicy", "no-referrer");
    frame.name = remembered(button.dataset.src);
    frame.src = button.dataset.src;
    place.append(frame);
    closing.hidden = false;
    announce(element.dataset.opened);
    frame.focus();
  };

  for (const button of element.querySelectorAll(".courseware__open")) {
    button.addEventListener("click", () => open(button));
  }
  closing.addEventListener("click", () => close(true));

  window.addEventListener("message", (event) => {
    const told = event.data;
    if (!frame || event.origin !== "null" || !told || typeof told.courseware !== "string") {
      return;
    }
    if (told.courseware === "leave") {
      // Only who is in the frame is led out of it: a package can't take the focus from somebody who reads elsewhere.
      if (document.activeElement === frame) {
        closing.focus();
      }
      return;
    }
    if (event.source === frame.contentWindow) {
      remember(opener.dataset.src, told);
      const said = STATES.includes(told.status) ? words.dataset[told.status] : "";
      if (said && words.textContent !== said) {
        words.textContent = said;
      }
    }
  });
}

// In this window alone, until it is closed: a phone that is shared tells the next person nothing.
function remember(key, told) {
  const values = {};
  for (const [name, value] of [
    ["cmi.core.lesson_location", told.location],
    ["cmi.suspend_data", told.suspended],
    ["cmi.core.lesson_status", told.status],
  ]) {
    if (typeof value === "string" && value && value.length <= TEXT_MAX) {
      values[name] = value;
    }
  }
  try {
    sessionStorage.setItem(`courseware:${key}`, JSON.stringify({ scorm: values }));
  } catch (fault) {
    // A full or forbidden store: the package begins anew next time.
  }
}

function remembered(key) {
  try {
    const kept = sessionStorage.getItem(`courseware:${key}`) || "";
    return kept.length <= WHOLE_MAX ? kept : "";
  } catch (fault) {
    return "";
  }
}
