// Mounts one module on each element that asks for it, and speaks to screen readers; a page is whole without any of it.

const modules = {
  announce: async () => ({ mount: (element) => announce(element.textContent.replace(/\s+/g, " ").trim()) }),
  card: () => import("./card.js"),
  courseware: () => import("./courseware.js"),
  "error-summary": () => import("./error-summary.js"),
  guide: () => import("./guide.js"),
  "keep-typed": () => import("./keep-typed.js"),
  "point-to-read": () => import("./point-to-read.js"),
  player: () => import("./player.js"),
  "sign-marker": () => import("./sign-marker.js"),
  "sign-playback": () => onChoice(() => import("./sign-playback.js")),
  "sign-recorder": () => import("./sign-recorder.js"),
  upload: () => onChoice(() => import("./upload.js"), true),
  "voice-recorder": () => import("./voice-recorder.js"),
};

// The live region: the one place from which scripts speak.
const region = document.createElement("div");
region.className = "visually-hidden";
region.setAttribute("role", "status");
document.body.append(region);

// Says a text; the same text again is said again.
export function announce(text) {
  region.textContent = "";
  // A reader hears only what comes into a region that was there before (NVDA with Chromium needs about 100 ms).
  setTimeout(() => {
    region.textContent = text;
  }, 150);
}

// What a chosen file needs is asked for once one is chosen: pages with a form for files stay as light as others.
// holdsForm: a form that is sent before the module is there waits for it.
async function onChoice(load, holdsForm = false) {
  const mount = (element) => {
    const input = element.querySelector("input[type=file]") || document.getElementById(element.dataset.input);
    if (!input || !input.form) {
      return; // an example in the gallery
    }
    let loading = null;
    const hold = (event) => {
      const pressed = event.submitter || input.form.querySelector("button:not([type=button])");
      event.preventDefault();
      loading.then(() => pressed.click());
    };
    const begin = () => {
      if (holdsForm) {
        input.form.addEventListener("submit", hold);
      }
      loading = load()
        .then((module) => module.mount(element))
        .catch((fault) => console.error(fault))
        .then(() => input.form.removeEventListener("submit", hold));
    };
    if (input.files.length) {
      begin(); // a browser that came back to the page kept the file
    } else {
      input.addEventListener("change", begin, { once: true });
    }
  };
  return { mount };
}

for (const element of document.querySelectorAll("[data-module]")) {
  const load = modules[element.dataset.module];
  if (load) {
    load()
      .then((module) => module.mount(element))
      .catch((fault) => console.error(fault));
  }
}
