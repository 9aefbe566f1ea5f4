// Mounts one module on each element that asks for it; a page is whole without any of them.

const modules = {
  announce: () => import("./announce.js"),
  "error-summary": () => import("./error-summary.js"),
  guide: () => import("./guide.js"),
  player: () => import("./player.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  const load = modules[element.dataset.module];
  if (load) {
    load()
      .then((module) => module.mount(element))
      .catch((fault) => console.error(fault));
  }
}
