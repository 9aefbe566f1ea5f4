// Follows the cues of a player: marks the sentence that is read or signed, keeps it in view, and goes from one to the next.

const CURRENT = "sentence--current";
const OWN_SCROLL_REST_MS = 6000;
const isCalm =
  document.documentElement.dataset.calm === "on" ||
  matchMedia("(prefers-reduced-motion: reduce)").matches;

// Resolves when the cues are there; a player without any, or whose cues don't come, plays all the same.
export async function mount(player) {
  const source = player.media.querySelector("track[kind=metadata], track[kind=captions]");
  const cues = source ? await load(source) : [];
  const spans = cues.map((cue, number) => spanOf(player, cues, number, source.dataset.joined !== undefined));
  // What marks words comes only where there are some.
  const hasWords = cues.some((cue) => cue.text.includes("<0"));
  const marker = hasWords ? (await import("./player-words.js")).mount(player, cues, spans) : null;
  player.sentences = sentences(player, cues, spans, marker);
  return player.sentences;
}

function load(source) {
  return new Promise((loaded) => {
    const told = () => loaded(source.track.cues ? Array.from(source.track.cues) : []);
    if (source.readyState >= HTMLTrackElement.LOADED) {
      told();
      return;
    }
    source.addEventListener("load", told, { once: true });
    source.addEventListener("error", told, { once: true });
    source.track.mode = "hidden"; // loads the cues and shows nothing
  });
}

// The elements that belong to a cue: its sentence, and where cues join sentences those up to the next cue's; of captions, the
// line of the transcript.
function spanOf(player, cues, number, isJoined) {
  const line = player.element.querySelector(`[data-line="${number + 1}"]`);
  const first = line || document.getElementById(cues[number].id);
  if (!first || !isJoined) {
    return first ? [first] : [];
  }
  const all = Array.from(document.querySelectorAll("main .sentence"));
  const next = cues[number + 1] ? document.getElementById(cues[number + 1].id) : null;
  const end = next ? all.indexOf(next) : -1;
  const begin = all.indexOf(first);
  return begin < 0 ? [first] : all.slice(begin, end > begin ? end : begin + 1);
}

function sentences(player, cues, spans, marker) {
  const { media, words } = player;
  let marked = -1;
  let scrolledAt = -OWN_SCROLL_REST_MS;

  const indexAt = (seconds) => {
    let low = 0;
    let high = cues.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (cues[middle].startTime <= seconds) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 || cues[low].startTime > seconds ? -1 : low;
  };
  const mark = () => {
    if (media.paused && !media.currentTime && marked < 0) {
      return; // nothing has been heard yet
    }
    // Between two sentences the last one stays marked. Who follows another player leaves the marking to it.
    const now = player.lead ? -1 : indexAt(media.currentTime);
    if (marker) {
      marker.mark(now, media.currentTime);
    }
    if (now === marked) {
      return;
    }
    for (const element of spans[marked] || []) {
      element.classList.remove(CURRENT);
    }
    marked = now;
    for (const element of spans[marked] || []) {
      element.classList.add(CURRENT);
    }
    if (spans[marked] && spans[marked].length && !media.paused && performance.now() - scrolledAt > OWN_SCROLL_REST_MS) {
      keepInView(spans[marked][0]);
    }
    player.show();
  };
  // Every frame and not at timeupdate, which comes four times a second.
  const follow = () => {
    mark();
    if (!media.paused) {
      requestAnimationFrame(follow);
    }
  };
  const unmark = () => {
    if (!document.hidden && media.ended) {
      for (const element of spans[marked] || []) {
        element.classList.remove(CURRENT);
      }
      marked = -1;
      if (marker) {
        marker.mark(-1, 0);
      }
    }
  };
  media.addEventListener("play", follow);
  media.addEventListener("seeked", mark);
  media.addEventListener("ended", unmark);
  // Who scrolls wants to look at something else: for a while the text stays where it was put.
  for (const event of ["wheel", "touchmove"]) {
    window.addEventListener(event, () => (scrolledAt = performance.now()), { passive: true });
  }
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest && event.target.closest("main .sentence");
    if (!pressed || event.target.closest("a, button, label, summary") || media.paused || String(getSelection())) {
      return;
    }
    const number = spans.findIndex((span) => span.includes(pressed));
    if (number >= 0) {
      player.seek(cues[number].startTime);
    }
  });
  follow();

  return {
    cues,
    indexAt,
    // When a sentence begins, or the one that it is joined to; 0 for one that isn't there any more.
    startOf(id) {
      const wanted = document.getElementById(id);
      const number = spans.findIndex((span) => span.includes(wanted));
      return number < 0 ? 0 : cues[number].startTime;
    },
    textOf: (cue) => cue.getCueAsHTML().textContent, // without the times of its words
    // The words of the sentence now, for the line of state.
    words: () =>
      cues.length
        ? words.sentence.replace("{number}", Math.max(indexAt(media.currentTime), 0) + 1).replace("{all}", cues.length)
        : "",
    // step 1: the next sentence. step -1: the start of this one, or the one before when it has only begun.
    go(step) {
      const now = media.currentTime;
      const target =
        step > 0
          ? cues.find((cue) => cue.startTime > now + 0.05)
          : cues.filter((cue) => cue.startTime < now - 1).pop() || cues[0];
      if (target) {
        player.seek(target.startTime);
      }
    },
  };
}

function keepInView(element) {
  const box = element.getBoundingClientRect();
  if (box.top < 0 || box.bottom > window.innerHeight) {
    element.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
  }
}
