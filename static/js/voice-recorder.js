// Records what somebody says and puts it into the form's file field; upload.js sends it from there. One button begins and ends.
// Without a microphone or in an older browser the page stays as it was: the file field opens the phone's own recorder.

import { announce } from "./main.js";
import { canRecord, close, closeWithPage, put, record } from "./recording.js";

const HOW = {
  kinds: ["audio/webm;codecs=opus", "audio/mp4", "audio/webm"],
  bits: { audioBitsPerSecond: 32000 },
  longestMs: 10 * 60 * 1000, // learning.rules.sendings.MINUTES_MAX
};

export function mount(element) {
  const input = document.getElementById(element.dataset.input);
  if (!input || !canRecord()) {
    return;
  }
  const panel = element.querySelector("template").content.firstElementChild.cloneNode(true);
  element.prepend(panel);
  const state = panel.querySelector(".voice-recorder__state");
  const toggle = panel.querySelector("[data-act=toggle]");
  let stream = null;
  let recording = null;
  let isOpening = false;

  const say = (words) => {
    state.textContent = words;
    announce(words);
  };
  state.textContent = state.dataset.closed;

  toggle.addEventListener("click", () => {
    if (recording) {
      recording.stop();
    } else if (!isOpening) {
      isOpening = true;
      navigator.mediaDevices
        .getUserMedia({ audio: true })
        .then(start)
        .catch(() => say(state.dataset.refused))
        .then(() => {
          isOpening = false;
        });
    }
  });

  const start = (opened) => {
    stream = opened;
    recording = record(stream, { ...HOW, onLong: () => announce(state.dataset.long) });
    toggle.textContent = toggle.dataset.stop;
    say(state.dataset.recording);
    recording.take.then((take) => {
      recording = null;
      close(stream); // the sign that the microphone is open goes away
      toggle.textContent = toggle.dataset.again;
      put(input, take.blob, "voice");
      say(state.dataset.recorded.replace("{seconds}", take.seconds));
    });
  };

  closeWithPage(() => stream);
}
