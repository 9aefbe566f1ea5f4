// 辅助线: a line across the page at the pointer, or at what has the focus. It lets every press through.

export function mount() {
  const line = document.createElement("div");
  line.className = "guide-line";
  line.setAttribute("aria-hidden", "true");
  document.body.append(line);

  const move = (top) => {
    line.style.transform = `translateY(${Math.round(top)}px)`;
  };
  document.addEventListener("pointermove", (event) => move(event.clientY + 16), { passive: true });
  document.addEventListener("focusin", (event) => {
    const box = event.target.getBoundingClientRect();
    if (box.height < window.innerHeight / 2) {
      move(box.bottom + 4);
    }
  });
}
