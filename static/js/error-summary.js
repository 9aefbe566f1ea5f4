// Puts the focus on the error summary, and from each of its links into the field.

export function mount(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) {
      return;
    }
    event.preventDefault();
    // The label first, so that the question is in view above the field.
    const box = field.closest("fieldset") || field.closest(".field") || field;
    box.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
