// Buttons with Chinese words around a native player: Chromium speaks its own controls in English to a screen reader.
// With cues, the sentence being read is marked; the focus never moves.

import { announce } from "./main.js";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const CURRENT = "sentence--current";
const isCalm =
  document.documentElement.dataset.calm === "on" ||
  matchMedia("(prefers-reduced-motion: reduce)").matches;

export function mount(player) {
  const media = player.querySelector("audio, video");
  const template = player.querySelector("template");
  const panel = template.content.cloneNode(true);
  const buttons = {};
  for (const button of panel.querySelectorAll("[data-act]")) {
    buttons[button.dataset.act] = button;
  }
  const state = panel.querySelector(".player__state");
  const words = state.dataset;
  const play = buttons.toggle.textContent;
  let rate = Number(document.documentElement.dataset.rate || 1);

  media.after(panel);
  media.controls = false;
  media.classList.add("player__media--bare");
  media.defaultPlaybackRate = rate;
  media.playbackRate = rate;

  const cues = mountCues(media);

  let hasFailed = false;
  const show = () => {
    buttons.toggle.textContent = media.paused ? play : buttons.toggle.dataset.playing;
    const position = words.position
      .replace("{now}", clock(media.currentTime))
      .replace("{all}", Number.isFinite(media.duration) ? clock(media.duration) : "…");
    state.textContent = hasFailed ? words.failed : `${speed()}　${position}`;
  };
  const speed = () => words.speed.replace("{rate}", rate);
  const turn = (step) => {
    const place = RATES.indexOf(rate) + step;
    rate = RATES[Math.min(Math.max(place, 0), RATES.length - 1)];
    media.defaultPlaybackRate = rate;
    media.playbackRate = rate;
    show();
    announce(speed());
  };
  const start = () => {
    if (hasFailed) {
      hasFailed = false;
      media.load(); // asks for the file again; without it a failed player stays failed
    }
    media.play().catch(fail);
  };
  const fail = (reason) => {
    if (reason.name === "AbortError") {
      return; // somebody pressed 暂停 before the sound came
    }
    hasFailed = true;
    media.pause();
    show();
    announce(words.failed);
  };
  const acts = {
    toggle: () => (media.paused ? start() : media.pause()),
    back: () => cues.go(-1),
    forward: () => cues.go(1),
    slower: () => turn(-1),
    faster: () => turn(1),
  };
  for (const [act, button] of Object.entries(buttons)) {
    button.addEventListener("click", acts[act]);
  }
  for (const event of ["play", "pause", "ended", "timeupdate", "loadedmetadata"]) {
    media.addEventListener(event, show);
  }
  state.textContent = speed();
}

// Follows the cues of a media element: marks sentences, and goes from one to the next.
function mountCues(media) {
  const source = media.querySelector("track");
  if (!source) {
    return { go() {} };
  }
  const track = source.track;
  let marked = null;
  const mark = () => {
    const cue = track.activeCues && track.activeCues[0];
    const sentence = cue ? document.getElementById(cue.id) : null;
    if (sentence === marked) {
      return;
    }
    if (marked) {
      marked.classList.remove(CURRENT);
    }
    marked = sentence;
    if (marked) {
      marked.classList.add(CURRENT);
      keepInView(marked);
    }
  };
  track.addEventListener("cuechange", mark);

  // Loads the cues without showing them; like the sound, only once somebody asks for them.
  const load = () =>
    new Promise((loaded) => {
      if (source.readyState === HTMLTrackElement.LOADED) {
        loaded();
      } else {
        source.addEventListener("load", loaded, { once: true });
        track.mode = "hidden";
      }
    });
  media.addEventListener("play", load, { once: true });

  return {
    // step 1: the next sentence. step -1: the start of this one, or the one before when it has only begun.
    async go(step) {
      await load();
      const all = Array.from(track.cues);
      const now = media.currentTime;
      const target =
        step > 0
          ? all.find((cue) => cue.startTime > now + 0.05)
          : all.filter((cue) => cue.startTime < now - 1).pop() || all[0];
      if (target) {
        media.currentTime = target.startTime;
      }
    },
  };
}

function keepInView(element) {
  const box = element.getBoundingClientRect();
  if (box.top < 0 || box.bottom > window.innerHeight) {
    element.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
