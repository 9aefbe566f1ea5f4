// What a phone can do: whether it can keep lessons at all, and how sizes are said.

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
