// The lock screen and the keys of a headset work the player: play, pause, and sentence by sentence.

export function mount(player) {
  const session = navigator.mediaSession;
  if (!session) {
    return;
  }
  const { media, element } = player;
  const handlers = {
    play: () => player.start(),
    pause: () => player.pause(),
    previoustrack: () => player.acts.back(),
    nexttrack: () => player.acts.forward(),
    seekbackward: () => player.acts.back(),
    seekforward: () => player.acts.forward(),
  };
  const tell = () => {
    session.playbackState = player.isPlaying() ? "playing" : "paused";
  };
  const take = () => {
    if (window.MediaMetadata) {
      const { title, course } = element.dataset;
      session.metadata = new MediaMetadata({ title: title || media.getAttribute("aria-label"), artist: course || "" });
    }
    for (const [act, deed] of Object.entries(handlers)) {
      try {
        session.setActionHandler(act, deed);
      } catch (unknown) {
        // A browser that doesn't know an act leaves its key as it is.
      }
    }
  };
  media.addEventListener("play", take);
  for (const event of ["play", "pause", "ended"]) {
    media.addEventListener(event, tell);
  }
  take();
  tell();
}
