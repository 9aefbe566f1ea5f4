// One key says that the next sentence begins now; the times go into a hidden field, a line for each sentence.

import { announce } from "./main.js";

const CURRENT = "sentence--current";

export function mount(element) {
  const video = element.querySelector("video");
  const field = document.getElementById(element.dataset.field);
  const sentences = [...element.querySelectorAll(".sign-marker__sentences li")];
  const panel = element.querySelector(".sign-marker__template").content.firstElementChild.cloneNode(true);
  element.querySelector(".player").after(panel);
  const next = panel.querySelector(".sign-marker__next");
  const mark = panel.querySelector("[data-act=mark]");
  const undo = panel.querySelector("[data-act=undo]");
  const words = mark.textContent;
  const times = read(field.value, sentences);

  const show = () => {
    sentences.forEach((sentence, place) => {
      const time = sentence.querySelector(".sign-marker__time");
      time.textContent = place < times.length ? time.dataset.from.replace("{time}", clock(times[place])) : "";
      sentence.classList.toggle(CURRENT, place === times.length - 1);
    });
    const waiting = sentences[times.length];
    next.textContent = waiting
      ? next.dataset.next
          .replace("{number}", times.length + 1)
          .replace("{words}", waiting.querySelector(".sign-marker__words").textContent)
      : next.dataset.all;
    mark.textContent = video.paused && waiting ? mark.dataset.first : words;
    mark.disabled = !waiting;
    undo.disabled = !times.length;
    field.value = times.map((time, place) => `${sentences[place].dataset.sentence} ${time}`).join("\n");
  };

  const press = () => {
    if (video.paused) {
      video.play().catch(() => {});
      return;
    }
    if (times.length < sentences.length) {
      times.push(Math.round(video.currentTime * 1000));
      show();
      announce(next.textContent);
    }
  };

  mark.addEventListener("click", press);
  undo.addEventListener("click", () => {
    if (times.length) {
      times.pop();
      show();
      announce(undo.dataset.said.replace("{number}", times.length + 1));
    }
  });
  document.addEventListener("keydown", (event) => {
    const isFree = event.target === document.body || event.target === video;
    if (isFree && event.key === " " && !event.repeat) {
      event.preventDefault(); // the page would scroll
      press();
    }
  });
  for (const event of ["play", "pause", "ended"]) {
    video.addEventListener(event, show);
  }
  show();
}

// Marks go by order: those of the first sentences without a gap are taken over.
function read(text, sentences) {
  const known = new Map(
    text
      .split("\n")
      .map((line) => line.split(" "))
      .filter((pair) => pair.length === 2)
      .map(([id, time]) => [id, Number(time)]),
  );
  const times = [];
  for (const sentence of sentences) {
    const time = known.get(sentence.dataset.sentence);
    if (time === undefined) {
      break;
    }
    times.push(time);
  }
  return times;
}

function clock(milliseconds) {
  const tenths = Math.floor(milliseconds / 100);
  const seconds = Math.floor(tenths / 10);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}.${tenths % 10}`;
}
