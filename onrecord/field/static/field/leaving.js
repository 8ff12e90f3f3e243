// Signing out: what waits is sent, then nothing is left behind.

import { button, el, show } from "./dom.js";
import { begin } from "./opening.js";
import { session } from "./send.js";
import { state } from "./state.js";
import * as kept from "./store.js";
import { home, trySending } from "./waiting.js";


export async function askSignOut() {
  await trySending();
  const left = await kept.count();
  if (left || state.draft) {
    const words = left ? `${left} report${left > 1 ? "s are" : " is"} not sent yet.` : "A report is begun and not finished.";
    show(
      "Not everything is sent",
      el("p", {}, `${words} Signing out empties this device: they would be lost. Find signal and send them first.`),
      el("div", { class: "buttons" }, button("Keep them and stay signed in", () => home()), button("Destroy them and sign out", () => emptyAndLeave(), "button button-warning")),
    );
    return;
  }
  await emptyAndLeave();
}

export async function askEmpty() {
  const left = await kept.count();
  show(
    "Empty this device",
    el("p", {}, left ? `Without the pass phrase the ${left} unsent report${left > 1 ? "s" : ""} on this device can't be read by anybody. Emptying destroys them: write them again from your notebook.` : "Nothing unsent is on this device."),
    el("div", { class: "buttons" }, button("Go back", () => begin(), "button button-second"), button("Empty this device", () => emptyAndLeave(), "button button-warning")),
  );
}

async function emptyAndLeave() {
  await kept.empty();
  state.key = null;
  state.draft = null;
  for (const name of await caches.keys()) if (name.startsWith("onrecord-field")) await caches.delete(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  for (const worker of workers) if (new URL(worker.scope).pathname === "/field/") await worker.unregister();
  try {
    const here = await session();
    const form = el("form", { method: "post", action: "/sign-out/" }, el("input", { type: "hidden", name: "csrfmiddlewaretoken", value: here.token }), el("input", { type: "hidden", name: "emptied", value: "1" }));
    document.body.append(form);
    form.submit();
  } catch (error) {
    show("This device is empty", el("p", {}, "There is no signal, so the server still knows your sign-in: it ends by itself, or sign out where there is signal."));
  }
}

