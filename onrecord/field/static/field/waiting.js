// What waits on this device, and what became of what was sent.

import { button, el, say, show, when } from "./dom.js";
import { askSignOut } from "./leaving.js";
import { newReport, resume } from "./report.js";
import { NoSignal, NotSignedIn, sendAll } from "./send.js";
import { state, takenAlong } from "./state.js";
import * as kept from "./store.js";


export async function home() {
  history.replaceState({ place: "home" }, "");
  const rows = await kept.waiting(state.key);
  const list = rows.length
    ? el("ul", { class: "tasks" }, ...rows.map((row) => el("li", {}, `${when(row.report.recorded_at)}, ${row.report.place || "no place given"}`, el("span", { class: "quiet" }, waitingWords(row)))))
    : el("p", {}, "Nothing waits on this device.");
  show(
    "What was reported?",
    el("div", { class: "buttons" }, button(takenAlong() ? `New report about log ${takenAlong()}` : "New report", () => newReport()), state.draft ? button("Go on with the report you began", () => resume(), "button button-second") : null),
    el("h2", {}, "Waits to be sent"),
    list,
    state.sent.length ? el("h2", {}, "Sent") : null,
    state.sent.length ? el("ul", { class: "cards" }, ...state.sent.map(([row, result, at]) => sentCard(row, result, at))) : null,
    el("div", { class: "buttons" }, rows.length ? button("Send now", () => trySending(), "button button-second") : null, el("a", { href: "/" }, "To the ordinary pages"), button("Sign out of this device", () => askSignOut(), "as-link")),
    el("p", { class: "quiet small" }, `Questions of the rules ${state.rules.edition}.`),
  );
}

function waitingWords(row) {
  const with_ = row.files ? `, ${row.files} file${row.files > 1 ? "s" : ""}` : "";
  return ` written and kept here${with_}`;
}

export async function trySending() {
  if (!state.key) return;
  const before = await kept.count();
  if (!before) return;
  say("Sending …");
  const refused = [];
  let sent = 0;
  const tell = (row, result) => {
    if (result.refused) {
      refused.push(`The report of ${when(row.report.recorded_at)} was refused and is kept here: ${result.refused}`);
    } else {
      sent += 1;
      state.sent.push([row, result, new Date()]);
    }
  };
  try {
    await sendAll(state.key, state.user, tell);
    if (sent || refused.length) say([sent ? `${sent} sent.` : "", ...refused].join(" ").trim());
  } catch (error) {
    if (error instanceof NotSignedIn) say("Signed out. Sign in to send what waits; it is kept.");
    else if (error instanceof NoSignal) say("No signal. What you wrote is kept on this device and is sent when signal returns.");
    else throw error;
  }
  if (history.state?.place === "home") await home();
}

function sentCard(row, result, at) {
  return el(
    "li",
    {},
    el("h3", {}, el("a", { href: result.url }, `Log ${result.log}`)),
    el("p", {}, result.words),
    el("p", { class: "quiet" }, `Told ${when(row.report.known_at)}, written ${when(row.report.recorded_at)}, sent ${when(at)}.`),
  );
}

