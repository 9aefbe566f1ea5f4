// What every recorder on a page does alike: record a stream as a kind that this browser can make, and put the take into a file field.

// Begins to record. Resolves with { blob, seconds } once `stop` of the answer was called, or after longestMs, which is told by onLong.
export function record(stream, { kinds, bits, longestMs, onLong }) {
  const kind = kinds.find((one) => MediaRecorder.isTypeSupported(one));
  const parts = [];
  const begun = Date.now();
  const recorder = new MediaRecorder(stream, { mimeType: kind, ...bits });
  const timer = setTimeout(() => {
    recorder.stop();
    onLong();
  }, longestMs);
  const take = new Promise((resolve) => {
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearTimeout(timer);
      const seconds = Math.max(1, Math.round((Date.now() - begun) / 1000));
      resolve({ blob: new Blob(parts, { type: kind }), seconds });
    });
  });
  recorder.start(1000);
  return { take, stop: () => recorder.stop() };
}

// Puts a take into a file field, as if somebody had chosen it; name: what the file is called before its suffix.
export function put(input, blob, name) {
  const suffix = blob.type.includes("/mp4") ? "mp4" : "webm";
  const files = new DataTransfer();
  files.items.add(new File([blob], `${name}-${Date.now()}.${suffix}`, { type: blob.type }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function canRecord() {
  return navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder && window.DataTransfer;
}

export function closeWithPage(streamNow) {
  window.addEventListener("pagehide", () => close(streamNow()));
}

export function close(stream) {
  if (stream) {
    for (const track of stream.getTracks()) {
      track.stop();
    }
  }
}
