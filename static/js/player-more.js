// The list of sentences behind 更多播放方法: filled when it is opened, searched while one types, left by a press.

export async function mount(player, more) {
  const list = more.querySelector(".player__sentences");
  if (!list) {
    return;
  }
  const search = more.querySelector(".player__search");
  const found = more.querySelector(".player__found");
  const { cues, indexAt, textOf } = await player.loadSentences();
  const all = cues.map((cue, number) => ({ number, words: `${number + 1}　${textOf(cue)}`, plain: plain(textOf(cue)) }));

  const fill = (shown) => {
    const now = Math.max(indexAt(player.media.currentTime), 0);
    list.textContent = "";
    for (const one of shown) {
      list.append(new Option(one.words, one.number, false, one.number === now));
    }
  };
  search.addEventListener("input", () => {
    const wanted = plain(search.value);
    const shown = all.filter((one) => one.plain.includes(wanted));
    fill(shown);
    const told = shown.length ? found.dataset.found.replace("{count}", shown.length) : found.dataset.none;
    found.textContent = wanted ? told : "";
    if (wanted) {
      player.announce(told);
    }
  });
  // Enter in the field plays what was found first, as a search does everywhere.
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      player.acts.from();
    }
  });
  player.acts.from = () => {
    if (list.value !== "") {
      player.seek(cues[Number(list.value)].startTime);
      player.start();
    }
  };
  fill(all);
}

// What is typed is found whatever its width, case and punctuation.
function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\s，。、；：？！“”‘’（）,.;:?!()]/g, "");
}
