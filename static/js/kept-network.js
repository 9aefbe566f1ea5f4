// Asks the server, and doesn't wait for ever: a network on which nothing comes any more is no network.

// Five round trips of 800 ms to the first byte are what 2G takes at its worst: 4 seconds. After five times that nothing is coming.
const SILENCE_MS = 20_000;

// Resolves with the whole answer. Fails when nothing came for so long; an answer that keeps coming may take as long as it needs.
export async function askWhole(address, options = {}, silence = SILENCE_MS) {
  const stop = new AbortController();
  const wait = () => setTimeout(() => stop.abort(), silence);
  let timer = wait();
  try {
    const answer = await fetch(address, { ...options, signal: stop.signal });
    if (!answer.body) {
      return answer;
    }
    const reader = answer.body.getReader();
    const parts = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      clearTimeout(timer);
      timer = wait();
    }
    return new Response(new Blob(parts), { status: answer.status, headers: answer.headers });
  } finally {
    clearTimeout(timer);
  }
}

// Resolves with an answer that is still coming, for what is too large for a phone's memory: whoever reads it fails when nothing came for so long.
export async function askComing(address, options = {}, silence = SILENCE_MS) {
  const stop = new AbortController();
  const wait = () => setTimeout(() => stop.abort(), silence);
  let timer = wait();
  const answer = await fetch(address, { ...options, signal: stop.signal });
  clearTimeout(timer);
  if (!answer.body) {
    return answer;
  }
  const reader = answer.body.getReader();
  const coming = new ReadableStream({
    async pull(onward) {
      timer = wait();
      const part = await reader.read();
      clearTimeout(timer);
      return part.done ? onward.close() : onward.enqueue(part.value);
    },
    cancel: () => stop.abort(),
  });
  return new Response(coming, { status: answer.status, headers: answer.headers });
}
