// Plays what was just recorded or chosen while it is still on this device alone; upload.js sends it when the form's button is pressed.

import { announce } from "./main.js";
import { mount as mountPlayer } from "./player.js";

export function mount(element) {
  const input = document.getElementById(element.dataset.input);
  const template = element.querySelector("template");
  let address = "";

  const show = () => {
    const shown = element.querySelector(".player");
    if (shown) {
      shown.remove();
      URL.revokeObjectURL(address);
    }
    const file = input.files[0];
    const panel = template.content.firstElementChild.cloneNode(true);
    const media = panel.querySelector("audio, video");
    if (!file || !file.type.startsWith(`${media.localName}/`)) {
      return; // the server says what is wrong with it
    }
    address = URL.createObjectURL(file);
    const facts = panel.querySelector(".player__facts");
    facts.textContent = facts.dataset.words.replace("{size}", `${(file.size / 1000000).toFixed(1)} MB`);
    media.preload = "auto"; // the first picture costs nothing here
    media.src = address;
    element.append(panel);
    mountPlayer(panel);
    announce(facts.dataset.said);
  };

  input.addEventListener("change", show);
  if (input.files.length) {
    show(); // a browser that came back to the page kept the file
  }
}
