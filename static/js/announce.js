// Owns the live region: the one place from which scripts speak to a screen reader.

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

// An element that has something to say once the page is there.
export function mount(element) {
  announce(element.textContent.replace(/\s+/g, " ").trim());
}
