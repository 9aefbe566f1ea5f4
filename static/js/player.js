// Buttons with Chinese words round a native sound or video: Chromium speaks its own controls in English to a screen reader.
// Nothing loads or plays before it is pressed, and nothing here moves the focus but when the browser's own buttons had it.
// What few need comes when it is asked for.

import { announce } from "./main.js";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const RATE_KEPT = "learnhub.rate";
const players = new Map();

// What another module may use of a player, by the id of its element.
export function playerById(id) {
  return players.get(id);
}

export function mount(element) {
  const media = element.querySelector("audio, video");
  const template = element.querySelector("template");
  const panel = template.content.cloneNode(true);
  const state = panel.querySelector(".player__state");
  const player = {
    element,
    media,
    words: state.dataset,
    acts: {},
    buttons: {},
    sentences: null, // what is read when: player-sentences.js
    conductor: null, // keeps a second picture in step: player-together.js
    lead: null, // the player whose buttons these are while this one follows it
    told: "", // a state that comes before place and speed: waiting, failed
    show() {},
    whenPaused() {},
    announce,
  };
  template.after(panel);
  for (const button of element.querySelectorAll("[data-act]")) {
    player.buttons[button.dataset.act] = button;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const chief = button.dataset.act in TRANSPORT && player.lead ? player.lead : player;
      chief.acts[button.dataset.act](button);
    });
  }
  const more = element.querySelector(".player__more .details");
  const download = element.querySelector(".player__download");
  if (download) {
    more.lastElementChild.append(download);
  }
  // On a slow line somebody may already stand on the browser's own buttons, or have pressed one.
  const hadFocus = document.activeElement === media;
  media.controls = false;
  media.classList.add("player__media--bare");
  keepPitch(media);
  addTransport(player, state);
  addSpeed(player);
  addLaterParts(player, more);
  players.set(element.id, player);
  player.show();
  if (hadFocus) {
    player.buttons.toggle.focus();
  }
  if (!media.paused) {
    media.dispatchEvent(new Event("play"));
    media.dispatchEvent(new Event("playing"));
  }
}

// The acts that a player hands on while it follows another one.
const TRANSPORT = { toggle: 1, back: 1, forward: 1, slower: 1, faster: 1, resume: 1, from: 1 };

function addTransport(player, state) {
  const { media, words, buttons, acts } = player;
  const play = buttons.toggle.textContent;
  let hasFailed = false;
  let isHeld = false;

  player.isPlaying = () => isHeld || (player.conductor ? player.conductor.isWanted() : !media.paused);
  player.show = () => {
    const now = player.lead || player;
    buttons.toggle.textContent = now.isPlaying() ? buttons.toggle.dataset.playing : play;
    state.textContent = player.told || now.told || [now.sentenceWords(), now.speedWords(), now.placeWords()].filter(Boolean).join("　");
    if (player.conductor) {
      player.conductor.showFollower();
    }
  };
  // A state is said once, when it begins.
  player.tell = (told) => {
    if (told && told !== player.told) {
      announce(told);
    }
    player.told = told;
    player.show();
  };
  player.placeWords = () =>
    media.readyState
      ? words.position
          .replace("{now}", clock(media.currentTime))
          .replace("{all}", Number.isFinite(media.duration) ? clock(media.duration) : "…")
      : "";
  player.sentenceWords = () => (player.sentences ? player.sentences.words() : "");
  player.fail = (reason) => {
    if (reason.name === "AbortError") {
      return; // somebody pressed 暂停 before the sound came
    }
    hasFailed = true;
    player.pause();
    player.tell(words.failed);
  };
  player.start = () => {
    if (hasFailed) {
      hasFailed = false;
      media.load(); // asks for the file again; without it a failed player stays failed
    }
    player.tell("");
    if (player.conductor) {
      player.conductor.play();
    } else {
      media.play().catch(player.fail);
    }
  };
  player.pause = () => {
    isHeld = false;
    player.whenPaused();
    if (player.conductor) {
      player.conductor.pause();
    }
    media.pause();
    player.show();
  };
  // A description that is longer than its pause holds the video; it still counts as playing.
  player.hold = (isToHold) => {
    if (isToHold) {
      isHeld = true;
      (player.conductor || media).pause();
    } else if (isHeld) {
      isHeld = false;
      player.start();
    }
    player.show();
  };
  player.seek = (seconds) => {
    media.currentTime = seconds;
    player.show();
  };
  acts.toggle = () => (player.isPlaying() ? player.pause() : player.start());
  acts.back = () => sentencesOf(player).then((sentences) => sentences.go(-1));
  acts.forward = () => sentencesOf(player).then((sentences) => sentences.go(1));

  for (const event of ["play", "pause", "ended", "timeupdate", "loadedmetadata"]) {
    media.addEventListener(event, () => player.show());
  }
  // Alone, a sound that waits for the network says so; together, the conductor does.
  media.addEventListener("waiting", () => {
    if (!player.conductor && media.readyState > 0 && !media.seeking) {
      player.tell(words.waiting);
    }
  });
  for (const event of ["playing", "pause", "seeked"]) {
    media.addEventListener(event, () => {
      if (!player.conductor && player.told === words.waiting) {
        player.tell("");
      }
    });
  }
  // Two voices at once are no voice: who begins makes the others stop.
  media.addEventListener("play", () => {
    for (const other of players.values()) {
      if (other !== player && other.lead !== player && player.lead !== other && other.isPlaying()) {
        other.pause();
      }
    }
  });
}

function addSpeed(player) {
  const { media, acts, words } = player;
  let rate = Number(sessionStorage.getItem(RATE_KEPT) || document.documentElement.dataset.rate || 1);
  const set = () => {
    media.defaultPlaybackRate = rate;
    media.playbackRate = rate;
  };
  const turn = (step) => {
    const place = RATES.indexOf(rate) + step;
    rate = RATES[Math.min(Math.max(place, 0), RATES.length - 1)];
    sessionStorage.setItem(RATE_KEPT, rate);
    set();
    player.show();
    announce(player.speedWords());
  };
  player.rate = () => rate;
  player.speedWords = () => words.speed.replace("{rate}", rate);
  acts.slower = () => turn(-1);
  acts.faster = () => turn(1);
  set();
}

function addLaterParts(player, more) {
  const { element, media, acts } = player;
  media.addEventListener("play", () => sentencesOf(player), { once: true });
  // On a slow line what isn't needed for the first sound comes after it.
  media.addEventListener(
    "playing",
    () => {
      import("./player-place.js").then((module) => module.mount(player));
      import("./player-session.js").then((module) => module.mount(player));
    },
    { once: true },
  );
  more.addEventListener(
    "toggle",
    () => import("./player-more.js").then((module) => module.mount(player, more)),
    { once: true },
  );
  acts.resume = (button) => {
    if (button.dataset.seconds) {
      player.seek(Number(button.dataset.seconds));
    } else {
      sentencesOf(player).then((sentences) => player.seek(sentences.startOf(button.dataset.sentence)));
    }
    player.start();
  };
  if (element.dataset.text && !element.dataset.keepAt) {
    offerKeptPlace(player);
  }
  player.loadSentences = () => sentencesOf(player);
  if (element.querySelector(".player__caption, .player__description-words")) {
    media.addEventListener("play", () => videoOf(player), { once: true });
  }
  if (element.querySelector(".player__sign-words")) {
    media.addEventListener("play", () => signOf(player), { once: true });
  }
  acts.words = () => {}; // player-words.js takes its place before the button is shown
  for (const act of ["captions", "captions-larger", "captions-smaller", "captions-colour", "description"]) {
    acts[act] = (button) => videoOf(player).then((video) => video.acts[act](button));
  }
  for (const act of ["together", "sign", "larger", "smaller", "place-page", "place-beside", "place-large"]) {
    acts[act] = (button) => signOf(player).then((sign) => sign.acts[act](button));
  }
}

// Who isn't signed in finds the place again on this device alone.
function offerKeptPlace(player) {
  const { buttons, element, media } = player;
  const button = buttons.resume;
  const kept = JSON.parse(localStorage.getItem(nameOfPlace(element)) || "null");
  if (!button || !kept || (!kept.sentence && kept.src !== sourceOf(media))) {
    return;
  }
  if (kept.sentence) {
    button.dataset.sentence = kept.sentence;
  } else {
    button.dataset.seconds = kept.seconds;
  }
  button.textContent = button.dataset.words.replace("{place}", kept.place);
  button.parentElement.hidden = false;
}

// Under which name this device keeps a place; a text has one for its sentences, and one for each video that has none.
export function nameOfPlace(element) {
  const { text, placeKind } = element.dataset;
  return `learnhub.place.${text}${placeKind ? `.${placeKind}` : ""}`;
}

export function sourceOf(media) {
  return media.getAttribute("src") || media.querySelector("source").getAttribute("src");
}

function once(name, load) {
  return (player) => {
    player[name] = player[name] || load(player);
    return player[name];
  };
}

const sentencesOf = once("whenSentences", (player) =>
  import("./player-sentences.js").then((module) => module.mount(player)),
);
const videoOf = once("whenVideo", (player) => import("./player-video.js").then((module) => module.mount(player)));
const signOf = once("whenSign", (player) => import("./player-sign.js").then((module) => module.mount(player)));

function keepPitch(media) {
  media.preservesPitch = true;
  media.mozPreservesPitch = true;
  media.webkitPreservesPitch = true;
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
