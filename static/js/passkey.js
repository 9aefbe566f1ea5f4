// Makes or uses a passkey of this device: asks the browser, puts its answer into the form and sends it. Without it no button is shown.

import { announce } from "./main.js";

export function mount(element) {
  const form = element.closest("form");
  if (!window.PublicKeyCredential || !navigator.credentials) {
    return;
  }
  const button = element.querySelector("button") || ownButton(element);
  const told = document.createElement("p");
  element.append(told);
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      form.elements.answer.value = JSON.stringify(await answerOf(element));
      form.action = element.dataset.send || form.action;
      form.submit();
    } catch (fault) {
      console.warn(fault);
      told.textContent = element.dataset.failed;
      announce(element.dataset.failed);
    }
  });
}

function ownButton(element) {
  const button = document.createElement("button");
  button.className = "button button--secondary";
  button.type = "button";
  button.textContent = element.dataset.words;
  element.append(button);
  return button;
}

async function answerOf(element) {
  if (element.dataset.question) {
    const publicKey = JSON.parse(element.dataset.question);
    publicKey.user.id = bytes(publicKey.user.id);
    return told(await navigator.credentials.create({ publicKey: prepared(publicKey) }));
  }
  const asked = await fetch(element.dataset.ask, { method: "POST" });
  if (!asked.ok) {
    throw new Error(`no question: ${asked.status}`);
  }
  return told(await navigator.credentials.get({ publicKey: prepared(await asked.json()) }));
}

function prepared(publicKey) {
  publicKey.challenge = bytes(publicKey.challenge);
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    publicKey[name] = (publicKey[name] || []).map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return publicKey;
}

// PublicKeyCredential.toJSON is younger than the browser floor.
function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) {
      response[name] = text(credential.response[name]);
    }
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

function bytes(base64url) {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
