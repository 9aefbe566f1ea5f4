// Keeps a second, silent picture in step with a leading sound or video. When one stalls both wait, and it is said once.
//
// segments: sorted list of { m0, m1, s0, s1 } in seconds: what the leader says from m0 to m1 the picture signs from s0 to s1.
// Within a segment both run at the chosen speed. Who comes to its end first waits there for the other: signing is never hurried,
// speech is never stretched. A picture made for the leader itself has one segment without an end.

const TICK_MS = 20;
const SAID_AFTER_MS = 500; // a stall that is over sooner is not worth a word
const JUMP_SECONDS = 0.4; // further off than this the picture jumps; below it runs a little faster or slower
const CALM_SECONDS = 0.012;
const GAIN_MAX = 8; // of what it is off the picture makes up so much in a second
const SHARE_MAX = 0.5; // and never more than this before it is looked at again: it would swing to the other side
const GAP_FADES = 0.98; // how long a late look is remembered: half of it for 34 looks, two thirds of a second
const FASTER_MAX = 0.6;
const BEGIN_SECONDS = 0.04; // with more between them than this they are put right before they begin
const HOLD_SECONDS = 0.07; // further behind than this the picture is waited for, at most once in
const HOLD_REST_MS = 3000;
const SLOWEST = 0.1; // browsers know no speed between 0 and a sixteenth
// How far ahead a picture may be put before it begins, to make up for its late beginning: now and then it begins at once, and is so far off.
const LEAD_SECONDS_MAX = 0.06;
const FRESH_MS = 200; // a picture of the leader that is older tells nothing of where it is now
const TICKS_WITHOUT_PICTURE_MAX = 25; // a page that is out of sight may show none: half a second
const READY_SECONDS = 2; // what must be there after a stall, so that it doesn't begin again at once
const HAVE_FUTURE_DATA = 3;
const HAVE_ENOUGH_DATA = 4;

export const WHOLE = [{ m0: 0, m1: Infinity, s0: 0, s1: Infinity }];

export function conduct(player, follower, segments, whenBroken, showFollower) {
  const leader = player.media;
  const { words } = player;
  let isWanted = false;
  let isStalled = false;
  let stalledAt = 0;
  let leaderWas = 0; // where the leader was at the last tick
  let moves = 0; // for how many ticks it has moved since it began
  let lead = 0.04; // by the clock: how late the picture begins behind its leader on this machine, learned at each beginning
  let isBeginning = false;
  let followerFrom = 0;
  let isLeaderHeld = false;
  let heldAt = -Infinity;
  let isBroken = false;
  let index = 0;
  let timer = 0;
  let lookedAt = 0; // when it was looked at last, 0 if that tells nothing of the next time
  let gap = 0; // the longest time between two looks of late, in seconds

  let watching = 0;
  let seen = null; // the last picture that a leading video has shown since it began: when, and its place

  // A video that begins tells a place which its picture has not reached yet: what is seen counts, for who watches both.
  const place = () => {
    const since = seen ? performance.now() - seen.shown : FRESH_MS;
    return leader.paused || since >= FRESH_MS ? leader.currentTime : seen.place + (since / 1000) * leader.playbackRate;
  };
  const watch = (_now, frame) => {
    seen = leader.paused || leader.seeking || isStalled ? null : { shown: frame.expectedDisplayTime, place: frame.mediaTime };
    watching = leader.requestVideoFrameCallback(watch);
  };
  const target = () => {
    const now = segments[index];
    return Math.min(Math.max(now.s0 + place() - now.m0, now.s0), now.s1);
  };
  const align = () => {
    const now = leader.currentTime;
    // A hair of tolerance: a place that was set comes back rounded.
    index = Math.max(segments.filter((one) => one.m0 <= now + 0.02).length - 1, 0);
    if (!isBroken && !isTogether()) {
      follower.currentTime = beginning();
    }
  };
  const beginning = () => Math.min(target() + Math.min(lead * player.rate(), LEAD_SECONDS_MAX), segments[index].s1);
  const isTogether = () => Math.abs(follower.currentTime - beginning()) < BEGIN_SECONDS * player.rate();
  // Whoever is put somewhere else while both play: they begin again as at the beginning.
  const moved = () => {
    isLeaderHeld = false;
    align();
    if (isWanted && !isBroken && !document.hidden) {
      stall();
    }
  };
  const stall = () => {
    if (!isStalled) {
      isStalled = true;
      stalledAt = performance.now();
    } else if (performance.now() - stalledAt > SAID_AFTER_MS) {
      player.tell(words.waiting);
    }
    seen = null;
    leader.pause();
    follower.pause();
  };
  const tick = () => {
    // A busy machine calls late, a hidden page once a second: what is made up until then depends on it.
    const now = performance.now();
    gap = longestGap(gap, lookedAt ? (now - lookedAt) / 1000 : 0);
    lookedAt = document.hidden ? 0 : now;
    if (isBroken || document.hidden) {
      go(leader, player.fail);
      return;
    }
    if (isStalled ? !isReady(leader) || !isReady(follower) : !isFlowing(leader) || !isFlowing(follower)) {
      stall();
      return;
    }
    if (isStalled) {
      if (!isLeaderHeld && !isAtEnd(follower) && !isTogether()) {
        align(); // one went on for a moment while the other had stopped
        return;
      }
      isStalled = false;
      player.tell("");
    }
    step(player.rate());
  };
  const step = (rate) => {
    const now = segments[index];
    const isLeaderDone = leader.ended || leader.currentTime >= now.m1 - 0.05 * rate;
    const isFollowerDone = isAtEnd(follower) || follower.currentTime >= now.s1 - 0.03 * rate;
    isLeaderHeld = isLeaderDone && !isFollowerDone;
    if (isLeaderDone && isFollowerDone) {
      if (index + 1 < segments.length) {
        index += 1;
        if (Math.abs(follower.currentTime - segments[index].s0) > 0.1) {
          follower.currentTime = segments[index].s0;
        }
      } else if (leader.ended) {
        pause();
        return;
      }
      go(leader, player.fail);
      return;
    }
    if (isLeaderHeld) {
      seen = null;
      leader.pause();
      setRate(follower, rate);
      go(follower, broken);
      return;
    }
    // A place that is told right after a beginning may be stale: twice moved is moving.
    moves = leader.paused ? 0 : moves + (leader.currentTime > leaderWas);
    leaderWas = leader.currentTime;
    go(leader, player.fail);
    if (isFollowerDone || leader.currentTime < now.m0 - 0.05) {
      follower.pause();
      return;
    }
    const isUnseen = Boolean(leader.requestVideoFrameCallback) && !seen && moves < TICKS_WITHOUT_PICTURE_MAX;
    if (follower.paused && (moves < 2 || isUnseen)) {
      isBeginning = true;
      followerFrom = follower.currentTime;
      return; // a sound card takes its time to begin; a silent picture would run ahead
    }
    const ahead = follower.currentTime - target();
    if (isBeginning && follower.currentTime > followerFrom + 0.02) {
      isBeginning = false;
      // What is further off comes from a stall and tells nothing of beginnings.
      lead = Math.abs(ahead) > 0.15 ? lead : Math.min(Math.max(lead - ahead / rate / 2, 0), LEAD_SECONDS_MAX);
    }
    if (ahead < -HOLD_SECONDS && performance.now() - heldAt > HOLD_REST_MS) {
      heldAt = performance.now();
      stall();
      return;
    }
    if (Math.abs(ahead) > JUMP_SECONDS) {
      follower.currentTime = target();
    } else {
      setRate(follower, chasingRate(ahead, rate, gap));
    }
    go(follower, broken);
  };
  const broken = (reason) => {
    if (reason && reason.name === "AbortError") {
      return;
    }
    isBroken = true;
    isStalled = false;
    follower.pause();
    whenBroken();
  };
  const play = () => {
    isWanted = true;
    follower.muted = true;
    leader.preload = "auto";
    if (follower.preload !== "auto") {
      follower.preload = "auto";
      follower.load();
    }
    if (isBroken) {
      isBroken = false;
      follower.load();
    }
    if (leader.ended) {
      leader.currentTime = 0;
    }
    align();
    // Asked while the press is fresh: later, phones would refuse a sound. The first tick holds whoever is early.
    moves = 0;
    leaderWas = leader.currentTime;
    go(leader, player.fail);
    clearInterval(timer);
    lookedAt = 0;
    timer = setInterval(tick, TICK_MS);
    tick();
    player.show();
  };
  const pause = () => {
    isWanted = false;
    isStalled = false;
    isLeaderHeld = false;
    clearInterval(timer);
    leader.pause();
    follower.pause();
    player.tell("");
    player.show();
  };
  // The browser itself pauses when a headset is pulled out or a call comes.
  const paused = () => {
    if (isWanted && leader.paused && !leader.ended && !isStalled && !isLeaderHeld) {
      pause();
    }
  };
  const failed = () => isWanted && broken(null);
  if (leader.requestVideoFrameCallback) {
    watching = leader.requestVideoFrameCallback(watch);
  }
  leader.addEventListener("seeking", moved);
  leader.addEventListener("pause", paused);
  follower.addEventListener("error", failed);

  return {
    isWanted: () => isWanted,
    play,
    pause,
    showFollower,
    stop() {
      pause();
      setRate(follower, player.rate());
      if (watching) {
        leader.cancelVideoFrameCallback(watching);
      }
      leader.removeEventListener("seeking", moved);
      leader.removeEventListener("pause", paused);
      follower.removeEventListener("error", failed);
    },
  };
}

// How fast a picture runs that is so many seconds ahead (below 0: behind) of a leader at this rate, looked at again after about
// `gap` seconds: it makes up at most half of that by then, so it comes nearer and never swings, however late the timer calls.
export function chasingRate(ahead, rate, gap) {
  if (Math.abs(ahead) < CALM_SECONDS) {
    return rate;
  }
  const gain = Math.min(GAIN_MAX, SHARE_MAX / (gap * rate));
  return Math.max(rate * (1 - Math.max(ahead * gain, -FASTER_MAX)), SLOWEST);
}

// The longest time between two looks of late: a long one is believed at once, and forgotten slowly.
export function longestGap(before, seconds) {
  return Math.max(seconds, before * GAP_FADES);
}

// The segments of a text that is read aloud and signed: sentence by sentence, by the ids that both lists of cues have.
export function segmentsOf(spoken, signed) {
  const read = new Map(spoken.map((cue) => [cue.id, cue]));
  const both = signed.filter((cue) => read.has(cue.id));
  return both.map((cue, number) => ({
    m0: read.get(cue.id).startTime,
    m1: number + 1 < both.length ? read.get(both[number + 1].id).startTime : spoken[spoken.length - 1].endTime,
    s0: cue.startTime,
    s1: cue.endTime,
  }));
}

function go(media, fail) {
  if (media.paused && !media.ended) {
    media.play().catch(fail);
  }
}

function setRate(media, rate) {
  if (Math.abs(media.playbackRate - rate) > 0.005) {
    media.playbackRate = rate;
  }
}

function isAtEnd(media) {
  return media.ended || media.currentTime >= media.duration - 0.05;
}

function isFlowing(media) {
  return isAtEnd(media) || (!media.seeking && media.readyState >= HAVE_FUTURE_DATA);
}

function isReady(media) {
  if (!isFlowing(media) || isAtEnd(media)) {
    return isFlowing(media);
  }
  const wanted = Math.min(media.currentTime + READY_SECONDS * media.playbackRate, media.duration - 0.1);
  for (let part = 0; part < media.buffered.length; part += 1) {
    if (media.buffered.start(part) <= media.currentTime + 0.1 && media.buffered.end(part) >= wanted) {
      return true;
    }
  }
  return media.buffered.length === 0 && media.readyState >= HAVE_ENOUGH_DATA;
}
