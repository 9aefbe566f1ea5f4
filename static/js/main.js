// Mounts one module on each element that asks for it, and speaks to screen readers; a page is whole without any of it.

const modules = {
  announce: async () => ({ mount: (element) => announce(element.textContent.replace(/\s+/g, " ").trim()) }),
  "ask-place": () => import("./ask-place.js"),
  card: () => import("./card.js"),
  courseware: () => import("./courseware.js"),
  "error-summary": () => import("./error-summary.js"),
  guide: () => import("./guide.js"),
  "keep-lessons": () => import("./keep-lessons.js"),
  leave: async () => ({ mount: leave }),
  "keep-typed": () => import("./keep-typed.js"),
  "kept-lesson": () => import("./kept-lesson.js"),
  "kept-list": () => import("./kept-list.js"),
  "point-to-read": () => import("./point-to-read.js"),
  passkey: () => import("./passkey.js"),
  player: () => import("./player.js"),
  "search-box": () => import("./search-box.js"),
  "sign-marker": () => import("./sign-marker.js"),
  "sign-playback": () => onChoice(() => import("./sign-playback.js")),
  "sign-recorder": () => import("./sign-recorder.js"),
  "time-left": () => import("./time-left.js"),
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

// What belongs to the device and not to a person begins so, and stays when another person comes.
const OF_THE_DEVICE = "learnhub.device.";
const OWNER = `${OF_THE_DEVICE}sign-in`;

// After signing out: what scripts kept goes, and every other page that is open here learns that its person has left.
function leave() {
  forgetPerson();
  localStorage.removeItem(OWNER);
}

// Takes away what scripts kept here for somebody: after signing out, and when another person follows one whose sign-in had ended by itself.
function forgetPerson() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (!key.startsWith(OF_THE_DEVICE)) {
        storage.removeItem(key);
      }
    }
  }
}

function keepToOnePerson(owner) {
  if (!owner) {
    return;
  }
  try {
    const before = localStorage.getItem(OWNER);
    if (before && before !== owner) {
      forgetPerson();
    }
    localStorage.setItem(OWNER, owner);
  } catch (fault) {
    console.warn(fault); // a browser that keeps nothing has nothing to forget
  }
  // A page that the browser held whole, and shows again by its back key, is asked for anew: whose turn it is may have changed.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  // So is a page in another window once its person has left, or another one has come; the same person signing in again costs nothing here.
  window.addEventListener("storage", (event) => {
    if ((event.key === OWNER || event.key === null) && event.newValue !== owner) {
      location.replace(location.pathname + location.search);
    }
  });
}

keepToOnePerson(document.body.dataset.owner);
putOnLook();

for (const element of document.querySelectorAll("[data-module]")) {
  const load = modules[element.dataset.module];
  if (load) {
    whenOpen(element, () =>
      load()
        .then((module) => module.mount(element))
        .catch((fault) => console.error(fault)),
    );
  }
}

// What stands behind a closed 更多 is asked for when somebody opens it.
function whenOpen(element, begin) {
  const closed = element.closest("details:not([open])");
  if (closed) {
    closed.addEventListener("toggle", begin, { once: true });
  } else {
    begin();
  }
}

// Only a phone on which somebody kept lessons asks for what sends them; everybody else loads nothing for it.
if (keepsSomething()) {
  import("./kept-sender.js")
    .then((module) => module.start())
    .catch((fault) => console.error(fault));
}

export function keepsSomething() {
  try {
    return Boolean(localStorage.getItem(`${OF_THE_DEVICE}kept`));
  } catch (fault) {
    return false; // a browser that keeps nothing
  }
}

// A page that a phone keeps is the same for everybody: its text size, colours and the rest come from what the phone kept of them.
function putOnLook() {
  if (document.body.dataset.keptPage === undefined || !keepsSomething()) {
    return;
  }
  const look = JSON.parse(localStorage.getItem("learnhub.look") || "{}");
  for (const [name, value] of Object.entries(look)) {
    document.documentElement.setAttribute(name, value);
  }
}
