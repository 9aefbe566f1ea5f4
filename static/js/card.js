// One card of an easy-read lesson: 听这一张 plays its sentence, 再来一次 plays it again, as often as one likes.

import { announce } from "./main.js";

export function mount(deck) {
  const sound = deck.querySelector(".deck__sound");
  if (!sound) {
    return; // without a sound 再来一次 stays a link to this card
  }
  const media = sound.querySelector("audio");
  const listen = sound.querySelector("template").content.firstElementChild.cloneNode(true);
  const rate = Number(document.documentElement.dataset.rate || 1);
  media.controls = false;
  media.classList.add("deck__media--bare");
  media.defaultPlaybackRate = rate;
  media.after(listen);

  const play = () => {
    media.currentTime = 0;
    media.playbackRate = rate;
    media.play().catch((reason) => {
      if (reason.name !== "AbortError") {
        media.load(); // asks for the file again at the next press
        announce(sound.dataset.failed);
      }
    });
  };
  listen.addEventListener("click", play);
  deck.querySelector("[data-act=again]").addEventListener("click", (event) => {
    event.preventDefault();
    play();
  });
}
