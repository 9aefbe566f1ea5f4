// Marks the word that is read inside the marked sentence, where the cues tell words. Nothing of the page is changed for it, so that
// screen readers notice nothing: browsers without CSS highlights (before Chromium 105) mark the sentence alone.

const KEPT = "learnhub.words";
const TIME = /<(\d+):(\d\d):(\d\d)\.(\d{3})>/;

// The words of a cue: sorted list of { heard: seconds, from, to: places among its characters that are no blanks }.
export function wordsOf(cue) {
  const parts = cue.text.split(TIME); // text, then four parts of a time and the text after it, again and again
  const words = [];
  let from = solid(plain(parts[0])).length;
  for (let part = 1; part < parts.length; part += 5) {
    const [hours, minutes, seconds, milliseconds] = parts.slice(part, part + 4).map(Number);
    const text = solid(plain(parts[part + 4]));
    const to = from + text.replace(/[\p{P}\p{S}]+$/u, "").length;
    words.push({ heard: hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, from, to });
    from += text.length;
  }
  return words;
}

export function mount(player, cues, spans) {
  const button = player.buttons.words;
  const all = cues.map(wordsOf);
  if (!button || !window.CSS || !CSS.highlights || !all.some((words) => words.length)) {
    return { mark() {} };
  }
  const kept = localStorage.getItem(KEPT);
  const isCalm =
    document.documentElement.dataset.calm === "on" || matchMedia("(prefers-reduced-motion: reduce)").matches;
  let isOn = kept ? kept === "on" : !isCalm;
  let marked = "";

  const show = () => button.setAttribute("aria-pressed", String(isOn));
  const mark = (number, seconds) => {
    const words = isOn && number >= 0 ? all[number] : [];
    const now = words.filter((word) => word.heard <= seconds).pop();
    const name = now ? `${number} ${now.from}` : "";
    if (name === marked) {
      return;
    }
    marked = name;
    const range = now && spans[number].length ? rangeOf(spans[number][0], now) : null;
    if (range) {
      CSS.highlights.set("word", new Highlight(range));
    } else {
      CSS.highlights.delete("word");
    }
  };
  player.acts.words = () => {
    isOn = !isOn;
    localStorage.setItem(KEPT, isOn ? "on" : "off");
    show();
  };
  show();
  button.parentElement.hidden = false;
  return { mark };
}

// Where a word stands in the text of a sentence; pinyin above it is no part of it.
function rangeOf(element, word) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let passed = 0;
  let isBegun = false;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("rt, rp")) {
      continue;
    }
    for (let place = 0; place < node.data.length; place += 1) {
      if (!solid(node.data[place])) {
        continue;
      }
      if (passed === word.from) {
        range.setStart(node, place);
        isBegun = true;
      }
      passed += 1;
      if (isBegun && passed === word.to) {
        range.setEnd(node, place + 1);
        return range;
      }
    }
  }
  return null;
}

function solid(text) {
  return text.replace(/\s/g, "");
}

function plain(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
