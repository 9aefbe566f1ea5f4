// Takes the sentence that is read, or that somebody has selected, along to the page on which a teacher is asked: 从这一句问.
// Without this script the page asks which sentence it is.

export function mount(link) {
  link.addEventListener("click", () => {
    const sentence = selected() || document.querySelector("main .sentence--current");
    if (sentence && sentence.id) {
      const address = new URL(link.href);
      address.searchParams.set("about", `sentence.${sentence.id}`);
      link.href = address.href;
    }
  });
}

function selected() {
  const selection = getSelection();
  const node = selection.isCollapsed ? null : selection.anchorNode;
  const element = node && (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  return element && element.closest("main .sentence");
}
