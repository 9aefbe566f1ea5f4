// Puts on a kept page what the phone kept of the access profile: text size, colours, calm mode and the rest of the attributes of <html>.
// The page itself is the same for everybody. It runs before all other scripts, which read these attributes.

const KEPT = "learnhub.look";

function put() {
  let look = {};
  try {
    look = JSON.parse(localStorage.getItem(KEPT) || "{}");
  } catch (fault) {
    console.warn(fault); // a browser that keeps nothing shows the page as everybody sees it
  }
  for (const [name, value] of Object.entries(look)) {
    if (name.startsWith("data-")) {
      document.documentElement.setAttribute(name, value);
    }
  }
}

put();
