// Answers while there is no network, and only from what a person kept on this phone: kept-files.js fills the cache, this never does.
// With a network every page comes from it; one that hangs is waited for a while. Files whose address changes with their content (sounds, pictures, the program's own) come
// from the cache first: they are the same, and cost nothing.

const CACHE = "learnhub-kept";
const LIST = "/offline";
const UNCHANGING = /^\/(static|slots|media)\//;
const KEPT = /^\/offline$|^\/courses\/[^/]+\/lessons\/[^/]+\/kept$/;
// 2G takes up to 4 seconds to the first byte (five round trips of 800 ms): who has the page on the phone waits one second more.
const PATIENCE_MS = 5_000;
// Who has something else kept loses the place by being sent to the list, so that this waits until nothing is coming (kept-network.js).
const LONG_PATIENCE_MS = 20_000;
const LESSON = /^(\/courses\/[^/]+\/lessons\/[^/]+)(\/kept)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(pageOf(request, url));
  } else if (UNCHANGING.test(url.pathname)) {
    event.respondWith(keptFile(request, url));
  }
});

// The page from the network; what is kept in its place where none is there, or where it hangs.
async function pageOf(request, url) {
  const fromNetwork = fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await keptLesson(cache, url);
  // A kept page's own links to the site are followed by who wants the network, however slow.
  const isLong = !kept || (isKeptPage(request.referrer) && !isKeptPage(url));
  try {
    return await within(fromNetwork, isLong ? LONG_PATIENCE_MS : PATIENCE_MS);
  } catch (fault) {
    if (!kept && (await cache.match(LIST))) {
      return Response.redirect(LIST, 302);
    }
    return kept || fromNetwork;
  }
}

function within(answer, milliseconds) {
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error("hangs")), milliseconds);
    answer.then(done, failed);
  });
}

function isKeptPage(address) {
  return Boolean(address) && KEPT.test(new URL(address).pathname);
}

// The kept page of a lesson, or the way to it; null where there is none.
async function keptLesson(cache, url) {
  const exact = await cache.match(url.pathname + url.search);
  if (exact) {
    return exact;
  }
  const lesson = LESSON.exec(url.pathname);
  const kept = lesson && (await addressOfLesson(cache, `${lesson[1]}/kept`, url.searchParams.get("edition")));
  return kept ? Response.redirect(kept, 302) : null;
}

// A lesson may be kept in two editions; the one that is asked for comes first.
async function addressOfLesson(cache, path, edition) {
  const all = (await cache.keys()).map((request) => new URL(request.url)).filter((url) => url.pathname === path);
  const asked = all.find((url) => url.searchParams.get("edition") === edition) || all[0];
  return asked ? asked.pathname + asked.search : null;
}

async function keptFile(request, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(url.pathname);
  if (kept) {
    return stretchOf(request, kept);
  }
  try {
    return await fetch(request);
  } catch (fault) {
    // A page that was kept with an older program gets the present one, as from the server.
    const now = url.pathname.startsWith("/static/") && (await sameFile(cache, url.pathname));
    if (now) {
      return now;
    }
    throw fault;
  }
}

async function sameFile(cache, path) {
  const name = path.split("/").slice(3).join("/");
  const found = (await cache.keys()).find((one) => new URL(one.url).pathname.split("/").slice(3).join("/") === name);
  return found ? cache.match(found) : null;
}

// Players ask for one stretch of a sound at a time; the cache holds it whole.
async function stretchOf(request, kept) {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!asked || (!asked[1] && !asked[2])) {
    return kept;
  }
  const whole = await kept.blob();
  const last = whole.size - 1;
  const first = asked[1] ? Number(asked[1]) : Math.max(whole.size - Number(asked[2]), 0);
  const end = asked[1] && asked[2] ? Math.min(Number(asked[2]), last) : last;
  if (first > end) {
    return new Response("", { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  }
  return new Response(whole.slice(first, end + 1), {
    status: 206,
    headers: {
      "Content-Type": kept.headers.get("Content-Type"),
      "Content-Range": `bytes ${first}-${end}/${whole.size}`,
      "Content-Length": String(end - first + 1),
      "Accept-Ranges": "bytes",
    },
  });
}
