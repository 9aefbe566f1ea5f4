// Judges an answer on the phone as the server does (learnhub/catalogue/rules/answers.py): an answer is a set of marks, "c2" for a choice,
// "c2@1" for something put in a place, "c2=c3" for a pair.

const [AND, IS, THEN] = document.documentElement.lang.startsWith("zh") ? ["、", "：", "；"] : [", ", ": ", "; "];

// What a question was answered with: { marks: sorted, words: for the learner }, or { fault: what is wrong, field: where }.
export function answerOf(question, words) {
  const { kind, needed } = question.dataset;
  const lists = Array.from(question.querySelectorAll("select"));
  if (!lists.length) {
    const chosen = Array.from(question.querySelectorAll("input:checked"));
    return chosen.length
      ? { marks: chosen.map((input) => input.value).sort(), words: chosen.map(labelOf).join(AND) }
      : { fault: needed, field: question.querySelector("input") };
  }
  const taken = new Set();
  for (const list of lists) {
    if (!list.value) {
      return { fault: needed, field: list };
    }
    if (kind === "ordering" && taken.has(list.value)) {
      return { fault: words.twice, field: list };
    }
    taken.add(list.value);
  }
  const sign = kind === "ordering" ? "@" : "=";
  return {
    marks: lists.map((list) => `${list.name}${sign}${list.value}`).sort(),
    words: lists.map((list) => `${labelOf(list)}${IS}${list.selectedOptions[0].textContent.trim()}`).join(THEN),
  };
}

export function isRight(question, marks) {
  return question.dataset.right === marks.join(" ");
}

// The sentences that are said to an answer: of choices those chosen; of places and pairs those that are wrong, or all once all is right.
export function saidTo(question, marks) {
  const all = Array.from(question.querySelectorAll("[data-said-to]"));
  let keys = marks;
  if (question.querySelector("select")) {
    const right = question.dataset.right.split(" ");
    const wrong = marks.filter((mark) => !right.includes(mark));
    keys = (wrong.length ? wrong : marks).map((mark) => mark.split(/[@=]/)[0]);
  }
  return all.filter((one) => keys.includes(one.dataset.saidTo));
}

function labelOf(input) {
  return input.labels[0].textContent.trim();
}
