// A sign-language picture: how large, in which place, alone or in step with the reading or the main video; all by buttons.

import { playerById } from "./player.js";

const SIZES_REM = [12, 16, 20, 26, 34, 44, 58];
const START = 3;
const KEPT = "learnhub.sign";
const LEAST_BESIDE_PX = 220;
const PLACES = ["place-page", "place-beside", "place-large"];

export async function mount(player) {
  const { element, media } = player;
  const inside = element.querySelector(".player__sign"); // beside a main video; else the player is the sign video's own
  const picture = inside || media;
  const words = element.querySelector(".player__sign-words").dataset;
  const kept = { size: START, place: "place-page", ...JSON.parse(localStorage.getItem(KEPT) || "{}") };

  const arrange = (place, size) => {
    kept.place = place;
    kept.size = size;
    const isBeside = place === "place-beside" && (inside || hasRoomBeside(element));
    const isLarge = place === "place-large";
    element.classList.toggle("player--beside", isBeside && !inside);
    element.classList.toggle("player--side-by-side", isBeside && Boolean(inside));
    element.classList.toggle("player--large", isLarge);
    element.style.left = isBeside && !inside ? `${textEnd() + 24}px` : "";
    element.style.maxHeight = isBeside && !inside ? "calc(100% - 2rem)" : "";
    picture.style.maxWidth = isLarge ? "none" : `${SIZES_REM[size]}rem`;
    for (const name of PLACES) {
      const isPressed = name === (place === "place-beside" && !isBeside ? "place-page" : place);
      player.buttons[name].setAttribute("aria-pressed", String(isPressed));
    }
    return isBeside || place !== "place-beside";
  };
  const choose = (place, size) => {
    const fits = arrange(place, size);
    localStorage.setItem(KEPT, JSON.stringify(kept));
    return fits;
  };
  const resize = (step) => {
    const size = Math.min(Math.max(kept.size + step, 0), SIZES_REM.length - 1);
    choose(kept.place === "place-large" ? "place-page" : kept.place, size);
    player.announce(words.size.replace("{size}", size + 1).replace("{all}", SIZES_REM.length));
  };
  const acts = {
    larger: () => resize(1),
    smaller: () => resize(-1),
    together: (button) => together(player, button),
    sign: (button) => beside(player, inside, button, words),
  };
  for (const place of PLACES) {
    acts[place] = () => {
      if (!choose(place, kept.size)) {
        player.announce(words.narrow);
      }
    };
  }
  window.addEventListener("resize", () => arrange(kept.place, kept.size));
  arrange(kept.place, kept.size);
  return { acts };
}

// In step with the reading of the same text: the other player leads, this one's buttons work it.
async function together(player, button) {
  const lead = playerById(player.element.dataset.partner);
  if (player.lead) {
    lead.conductor.stop();
    lead.conductor = null;
    player.lead = null;
  } else {
    lead.pause();
    player.pause();
    const module = await import("./player-together.js");
    const [spoken, signed] = await Promise.all([lead.loadSentences(), player.loadSentences()]);
    const whenBroken = () => player.tell(player.words.failed);
    const segments = module.segmentsOf(spoken.cues, signed.cues);
    if (!segments.length) {
      player.announce(player.words.failed);
      return;
    }
    lead.conductor = module.conduct(lead, player.media, segments, whenBroken, () => player.show());
    player.lead = lead;
  }
  button.setAttribute("aria-pressed", String(Boolean(player.lead)));
  lead.show();
  player.show();
}

// In step with the main video that it stands beside.
async function beside(player, picture, button, words) {
  const wasPlaying = player.isPlaying();
  player.pause();
  if (player.conductor) {
    player.conductor.stop();
    player.conductor = null;
  } else {
    const module = await import("./player-together.js");
    const whenBroken = () => player.announce(words.broken);
    player.conductor = module.conduct(player, picture, module.WHOLE, whenBroken, () => {});
  }
  picture.hidden = !player.conductor;
  button.setAttribute("aria-pressed", String(Boolean(player.conductor)));
  if (wasPlaying) {
    player.start();
  }
}

// Where the column of text ends; the free space of wide windows is to the right of it.
function textEnd() {
  const text = document.querySelector(".lesson-section") || document.querySelector("main p");
  return text ? text.getBoundingClientRect().right : window.innerWidth;
}

function hasRoomBeside() {
  return document.documentElement.clientWidth - textEnd() - 48 >= LEAST_BESIDE_PX;
}
