// What a main video says and shows besides: captions below the picture, and descriptions that the video waits for.
//
// Source: WCAG 2.2, 1.2.7: where a description needs longer than the pause that is left for it, the video waits.

const KEPT = "learnhub.captions";
const SIZES = ["", "player__caption--large", "player__caption--larger", "player__caption--largest"];
const COLOURS = ["", "dark", "yellow-on-black", "black-on-white"];

export async function mount(player) {
  const captions = player.media.querySelector("track[kind=captions]");
  const acts = {
    ...(captions ? mountCaptions(player, captions.track) : {}),
    ...mountDescription(player),
  };
  return { acts };
}

function mountCaptions(player, track) {
  const box = player.element.querySelector(".player__caption");
  const words = box.dataset;
  const isLarge = document.documentElement.dataset.captions === "large";
  const kept = { isOn: true, size: isLarge ? 2 : 0, colour: 0, ...JSON.parse(localStorage.getItem(KEPT) || "{}") };
  track.mode = "hidden"; // the words stand below the picture, in letters that can grow and never cover it

  const say = () => {
    const cues = Array.from(track.activeCues || []);
    box.textContent = cues.map((cue) => cue.getCueAsHTML().textContent).join("\n");
  };
  const dress = () => {
    box.hidden = !kept.isOn;
    box.className = `player__caption ${SIZES[kept.size]}`.trim();
    if (COLOURS[kept.colour]) {
      box.dataset.theme = COLOURS[kept.colour];
    } else {
      delete box.dataset.theme;
    }
    player.buttons.captions.setAttribute("aria-pressed", String(kept.isOn));
  };
  const change = (name, value, told) => {
    kept[name] = value;
    localStorage.setItem(KEPT, JSON.stringify(kept));
    dress();
    player.announce(told);
  };
  const grow = (step) => {
    const size = Math.min(Math.max(kept.size + step, 0), SIZES.length - 1);
    change("size", size, words.size.replace("{size}", size + 1).replace("{all}", SIZES.length));
  };
  track.addEventListener("cuechange", say);
  dress();
  say();
  return {
    captions: () => change("isOn", !kept.isOn, kept.isOn ? words.off : words.on),
    "captions-larger": () => grow(1),
    "captions-smaller": () => grow(-1),
    "captions-colour": () => {
      const colour = (kept.colour + 1) % COLOURS.length;
      change("colour", colour, words.colours.split("|")[colour]);
    },
  };
}

function mountDescription(player) {
  const source = player.media.querySelector("track[kind=descriptions]");
  const button = player.buttons.description;
  if (!source || !button) {
    return {};
  }
  const { media } = player;
  const voice = player.element.querySelector(".player__description");
  const spoken = voice && voice.querySelector("track");
  const box = player.element.querySelector(".player__description-words");
  let isOn = button.getAttribute("aria-pressed") === "true";
  let speaking = null; // the cue that is being spoken
  let isVideoHeld = false;
  let timer = 0;

  const begin = (cue) => {
    box.textContent = cue.getCueAsHTML().textContent;
    const said = spoken && spoken.track.cues && spoken.track.cues.getCueById(`d-${Array.from(source.track.cues).indexOf(cue) + 1}`);
    if (!said) {
      // Where the engine hasn't spoken it yet a screen reader says it, and everybody can read it.
      player.announce(box.textContent);
      return;
    }
    speaking = { cue, ends: said.endTime };
    voice.playbackRate = player.rate();
    voice.currentTime = said.startTime;
    voice.play().catch(() => finish());
    timer = setInterval(watch, 50);
  };
  const watch = () => {
    if (voice.currentTime >= speaking.ends - 0.03 || voice.ended) {
      finish();
    } else if (!isVideoHeld && media.currentTime >= speaking.cue.endTime - 0.06 * player.rate()) {
      isVideoHeld = true;
      player.hold(true);
    }
  };
  const finish = () => {
    clearInterval(timer);
    voice.pause();
    speaking = null;
    if (isVideoHeld) {
      isVideoHeld = false;
      player.hold(false);
    }
  };
  const look = () => {
    const active = isOn && source.track.activeCues ? source.track.activeCues[0] : null;
    if (active && !media.paused && !speaking) {
      begin(active);
    } else if (!active && !speaking) {
      box.textContent = "";
    }
  };
  const load = () => {
    source.track.mode = "hidden";
    if (spoken) {
      spoken.track.mode = "hidden";
      voice.preload = "auto";
    }
  };
  const leave = () => {
    if (speaking) {
      isVideoHeld = false;
      finish();
    }
  };
  source.track.addEventListener("cuechange", look);
  media.addEventListener("seeking", leave);
  // A pause that we didn't ask for is the listener's: the description rests too.
  player.whenPaused = leave;
  if (isOn) {
    load();
  }
  return {
    description: () => {
      isOn = !isOn;
      button.setAttribute("aria-pressed", String(isOn));
      if (isOn) {
        load();
      } else {
        leave();
        box.textContent = "";
      }
    },
  };
}
