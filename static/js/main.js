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
  "sign-playback": () => import("./sign-playback.js"),
  "sign-recorder": () => import("./sign-recorder.js"),
  upload: () => import("./upload.js"),
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

for (const element of document.querySelectorAll("[data-module]")) {
  const load = modules[element.dataset.module];
  if (load) {
    load()
      .then((module) => module.mount(element))
      .catch((fault) => console.error(fault));
  }
}
