// Records a signer with the camera of the phone and puts the recording into the form's file field; upload.js sends it from there.
// Without a camera or an older browser the page stays as it was: the file field opens the phone's own camera.

import { announce } from "./main.js";

const KINDS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/mp4", "video/webm"];
const LONGEST_MS = 5 * 60 * 1000;
const BITS_A_SECOND = 1500000;

export function mount(element) {
  const input = document.getElementById(element.dataset.input);
  const can = navigator.mediaDevices && window.MediaRecorder && window.DataTransfer;
  if (!input || !can || !navigator.mediaDevices.getUserMedia) {
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
  let recorder = null;
  let timer = 0;

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
    navigator.mediaDevices
      .getUserMedia(wanted)
      .then((opened) => {
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
    if (recorder && recorder.state === "recording") {
      recorder.stop();
    } else if (picture.hidden) {
      picture.hidden = false;
      toggle.textContent = begin;
      say(state.dataset.open);
    } else {
      start();
    }
  });

  const start = () => {
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const parts = [];
    const begun = Date.now();
    recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: BITS_A_SECOND });
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearTimeout(timer);
      take(new Blob(parts, { type: kind }), kind, Math.max(1, Math.round((Date.now() - begun) / 1000)));
    });
    recorder.start(1000);
    timer = setTimeout(() => {
      recorder.stop();
      announce(state.dataset.long);
    }, LONGEST_MS);
    toggle.textContent = toggle.dataset.stop;
    say(state.dataset.recording);
  };

  const take = (blob, kind, seconds) => {
    const suffix = kind.startsWith("video/mp4") ? "mp4" : "webm";
    const files = new DataTransfer();
    files.items.add(new File([blob], `sign-${Date.now()}.${suffix}`, { type: blob.type }));
    input.files = files.files;
    // One picture at a time: the take is what counts now (sign-playback.js shows it), the camera comes back with 重拍.
    picture.hidden = true;
    toggle.textContent = toggle.dataset.again;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    say(state.dataset.recorded.replace("{seconds}", seconds));
  };

  window.addEventListener("pagehide", () => {
    if (stream) {
      for (const track of stream.getTracks()) {
        track.stop();
      }
    }
  });
}
