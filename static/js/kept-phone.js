// What a phone can do: whether it can keep lessons at all, how sizes are said, and how a page writes what it learns only there.

export function canKeep() {
  return "serviceWorker" in navigator && "caches" in window && "indexedDB" in window && window.isSecureContext;
}

export function sizeWords(bytes, words) {
  return bytes < 1_000_000
    ? words.kilobytes.replace("{number}", Math.ceil(bytes / 1000))
    : words.megabytes.replace("{number}", (bytes / 1_000_000).toFixed(1));
}

export function bytesOf(lessons) {
  return lessons.reduce((sum, lesson) => sum + lesson.bytes, 0);
}

// The address of a kept lesson without what else is kept with it: its signing, its video.
export function placeOf(address) {
  return address.replace(/&with=[a-z-]+$/, "");
}

// From a Chinese sign to a Chinese sign, as learnhub/web/chinese_parts.py has it.
const CHINESE = /([\u3000-\u303f\u3400-\u9fff\uff00-\uffef](?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef0-9\s.,:%×+/()-]*[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])?)/;

// Writes a text. Names and lessons stay Chinese in an English page, and say so (WCAG 3.1.2).
export function write(element, text) {
  element.textContent = "";
  const isChinese = document.documentElement.lang.startsWith("zh");
  (isChinese ? [text] : text.split(CHINESE)).forEach((part, number) => {
    const piece = number % 2 ? document.createElement("span") : document.createTextNode(part);
    if (number % 2) {
      piece.lang = "zh-CN";
      piece.textContent = part;
    }
    element.append(piece);
  });
}
