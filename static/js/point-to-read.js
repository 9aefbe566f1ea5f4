// 指读: what the pointer or the focus is on is read by a voice of this device. Only for who switched it on: it would talk
// over a screen reader. Nothing is sent anywhere: voices that work over the network are left out.

const READABLE =
  "a, button, label, input, select, textarea, summary, legend, h1, h2, h3, h4, p, li, dt, dd, th, td, caption, figcaption, img";
const REST_MS = 350; // a pointer that only passes reads nothing
const CHARACTERS_MAX = 300;
const MARK = "pointed-at";

export function mount(element) {
  const speech = window.speechSynthesis;
  const rate = Number(document.documentElement.dataset.rate || 1);
  let voices = {};
  let waiting = 0;
  let marked = null;

  const choose = () => {
    const known = speech ? speech.getVoices() : [];
    const local = (pattern) => known.find((one) => one.localService && pattern.test(one.lang)) || null;
    voices = { zh: local(/^(zh|cmn)/i), en: local(/^en/i) };
    element.textContent = voiceFor(element) ? element.dataset.on : element.dataset.none;
  };
  // Words are read by a voice of their own language: an English page marks what stays Chinese.
  const voiceFor = (target) => voices[target.closest("[lang]").lang.slice(0, 2)];
  const stop = () => {
    clearTimeout(waiting);
    speech.cancel();
    if (marked) {
      marked.classList.remove(MARK);
      marked = null;
    }
  };
  const read = (target) => {
    const text = wordsOf(target);
    const voice = voiceFor(target);
    if (!voice || !text || isPlaying()) {
      return;
    }
    stop();
    marked = target;
    marked.classList.add(MARK);
    const said = new SpeechSynthesisUtterance(text.slice(0, CHARACTERS_MAX));
    said.voice = voice;
    said.lang = voice.lang;
    said.rate = rate;
    speech.speak(said);
  };
  const later = (target, wait) => {
    clearTimeout(waiting);
    if (target && target !== marked) {
      waiting = setTimeout(() => read(target), wait);
    }
  };

  choose();
  if (!speech) {
    return;
  }
  speech.addEventListener("voiceschanged", choose);
  document.addEventListener("pointerover", (event) => later(event.target.closest(READABLE), REST_MS), { passive: true });
  document.addEventListener("focusin", (event) => later(event.target.closest(READABLE), 0));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      stop();
    }
  });
  window.addEventListener("pagehide", stop);
}

// Two voices at once are none: a lesson that plays is left alone.
function isPlaying() {
  return [...document.querySelectorAll("audio, video")].some((media) => !media.paused);
}

// What an element says: its label, its description, or its words without those for the eye alone (pinyin).
function wordsOf(target) {
  const label = target.getAttribute("aria-label") || target.getAttribute("alt");
  if (label) {
    return label.trim();
  }
  if (target.labels && target.labels.length) {
    const value = /^(radio|checkbox|file|password|hidden)$/.test(target.type) ? "" : target.value;
    return [...target.labels].map(wordsOf).concat(value).join("，");
  }
  const copy = target.cloneNode(true);
  for (const hidden of copy.querySelectorAll("[aria-hidden=true], script, template")) {
    hidden.remove();
  }
  for (const picture of copy.querySelectorAll("img[alt]")) {
    picture.replaceWith(`${picture.alt}。`);
  }
  return copy.textContent.replace(/\s+/g, " ").trim();
}
