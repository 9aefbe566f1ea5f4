// Records a signer with the camera of the phone and puts the recording into the form's file field; upload.js sends it from there.
// Without a camera or an older browser the page stays as it was: the file field opens the phone's own camera.

import { announce } from "./main.js";

const HOW = {
  kinds: ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/mp4", "video/webm"],
  bits: { videoBitsPerSecond: 1500000 },
  longestMs: 5 * 60 * 1000,
};

export function mount(element) {
  const input = document.getElementById(element.dataset.input);
  if (!input || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia || !window.MediaRecorder || !window.DataTransfer) {
    return;
  }
  const panel = element.querySelector("template").content.firstElementChild.cloneNode(true);
  element.prepend(panel);
  const state = panel.querySelector(".sign-recorder__state");
  const picture = panel.querySelector("video");
  const open = panel.querySelector("[data-act=open]");
  const toggle = panel.querySelector("[data-act=toggle]");
  const begin = toggle.textContent;
  toggle.hidden = true;
  let stream = null;
  let tools = null;
  let recording = null;

  const say = (words) => {
    state.textContent = words;
    announce(words);
  };
  state.textContent = state.dataset.closed;

  open.addEventListener("click", () => {
    const wanted = {
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
    };
    // What only a recording needs comes with the camera: the page stays as light as others.
    Promise.all([navigator.mediaDevices.getUserMedia(wanted), import("./recording.js")])
      .then(([opened, module]) => {
        tools = module;
        tools.closeWithPage(() => stream);
        stream = opened;
        picture.srcObject = stream;
        picture.hidden = false;
        toggle.hidden = false;
        toggle.focus(); // the button that had the focus goes away
        open.hidden = true;
        say(state.dataset.open);
        return picture.play();
      })
      .catch(() => say(state.dataset.refused));
  });

  toggle.addEventListener("click", () => {
    if (recording) {
      recording.stop();
    } else if (picture.hidden) {
      picture.hidden = false;
      toggle.textContent = begin;
      say(state.dataset.open);
    } else {
      start();
    }
  });

  const start = () => {
    recording = tools.record(stream, { ...HOW, onLong: () => announce(state.dataset.long) });
    toggle.textContent = toggle.dataset.stop;
    say(state.dataset.recording);
    recording.take.then((take) => {
      recording = null;
      // One picture at a time: the take is what counts now (sign-playback.js shows it), the camera comes back with 重拍.
      picture.hidden = true;
      toggle.textContent = toggle.dataset.again;
      tools.put(input, take.blob, "sign");
      say(state.dataset.recorded.replace("{seconds}", take.seconds));
    });
  };

}
