// Opening the device: set up once where there is signal, then by the pass phrase.

import { button, el, field, problem, show } from "./dom.js";
import { askEmpty, askSignOut } from "./leaving.js";
import { session } from "./send.js";
import { state } from "./state.js";
import * as kept from "./store.js";
import { home, trySending } from "./waiting.js";


export async function begin() {
  if (!window.isSecureContext || !window.indexedDB || !("serviceWorker" in navigator)) {
    show("This browser can't keep reports", el("p", {}, "Use a current browser over a secure connection, or the ordinary pages."));
    return;
  }
  navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" }).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
  try {
    state.rules = await (await fetch("/field/rules.json", { credentials: "same-origin" })).json();
  } catch (error) {
    show("The questions are not on this device yet", el("p", {}, "Open this page once where there is signal."));
    return;
  }
  const owner = await kept.owner();
  if (!owner) await askSetUp();
  else askPhrase(owner.user);
}

async function askSetUp() {
  let here;
  try {
    here = await session();
  } catch (error) {
    show("Sign in first", el("p", {}, "This device is set up where there is signal. ", el("a", { href: "/sign-in/?next=/field/" }, "Sign in")));
    return;
  }
  const phrase = el("input", { type: "password", autocomplete: "new-password", required: true });
  const again = el("input", { type: "password", autocomplete: "new-password", required: true });
  const form = el(
    "form",
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          if (phrase.value.length < 8) return problem("The pass phrase is too short: 8 characters or more.");
          if (phrase.value !== again.value) return problem("The two don't agree. Type the pass phrase twice.");
          state.key = await kept.setUp(here.user, phrase.value);
          state.user = here.user;
          return home();
        },
      },
    },
    field("Pass phrase for this device", phrase, "8 characters or more. It opens what waits on this device; nobody can look it up for you."),
    field("The same again", again),
    el("div", { class: "buttons" }, el("button", { class: "button" }, "Set up this device")),
  );
  show("Set up this device", el("p", {}, `For ${here.name}. What you write without signal is kept here, encrypted, until it is sent.`), form);
}

export function askPhrase(owner) {
  state.key = null;
  state.draft = null;
  state.files = [];
  const phrase = el("input", { type: "password", autocomplete: "current-password", required: true });
  const form = el(
    "form",
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          state.key = await kept.unlock(phrase.value);
          if (!state.key) return problem("That is not the pass phrase of this device.");
          state.user = owner;
          state.draft = await kept.readDraft(state.key);
          state.files = await kept.readDraftFiles(state.key);
          if (signingOut()) return askSignOut();
          await home();
          return trySending();
        },
      },
    },
    field("Pass phrase for this device", phrase),
    el("div", { class: "buttons" }, el("button", { class: "button" }, "Open")),
  );
  show("Open", el("p", {}, `This device is set up for ${owner}.`), form, el("p", {}, button("I have forgotten it", () => askEmpty(), "as-link")));
  phrase.focus();
}

function signingOut() {
  return new URLSearchParams(window.location.search).has("sign-out");
}

