// The page for the street. Every step works without signal; nothing said here is lost once the page says "Kept".

import { askPhrase, begin } from "./opening.js";
import { askAccount, askQuestion } from "./report.js";
import { state } from "./state.js";
import * as kept from "./store.js";
import { home, trySending } from "./waiting.js";

const AWAY = 15 * 60 * 1000; // a page that was out of sight so long asks for the phrase again
let hiddenAt = 0;


window.addEventListener("online", () => trySending());
setInterval(() => { if (navigator.onLine) trySending(); }, 60000);
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (state.key && Date.now() - hiddenAt > AWAY) {
    const owner = await kept.owner();
    if (owner) askPhrase(owner.user);
  }
});
window.addEventListener("popstate", async (event) => {
  const place = event.state?.place;
  if (!state.key) return;
  if (!state.draft || place === "home" || !place) await home();
  else if (place === "account") askAccount();
  else {
    state.draft.answers = state.draft.answers.slice(0, event.state.answers);
    await kept.keepDraft(state.key, state.draft);
    askQuestion();
  }
});

begin();
