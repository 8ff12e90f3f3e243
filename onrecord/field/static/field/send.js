// Sending what waits: in the order in which it was written, each exactly once.
//
// Every report and every file has its own origin (a UUID made on the device). The server takes each origin once and
// answers the same the second time, so an answer that was lost on its way costs nothing. A report leaves the device only
// when the server has said that the report and all of its files are on its disk.

import { fileOf, remove, waiting } from "./store.js";

export class NotSignedIn extends Error {}
export class NoSignal extends Error {}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
  } catch (error) {
    throw new NoSignal(String(error));
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new NotSignedIn();
  if (answer.status >= 500 || answer.status === 429) throw new NoSignal(`the server answered ${answer.status}`);
  return answer;
}

// Who is signed in, and the token that lets this page write: {user, token}.
export async function session() {
  const answer = await call("/field/session/", {});
  if (!answer.ok) throw new NotSignedIn();
  return answer.json();
}

// Send one report with its files. Returns what became of it, or {refused: sentence}.
async function sendOne(key, row, token) {
  const headers = { "X-CSRFToken": token };
  const sent = { ...row.report, sent_at: new Date().toISOString() };
  const answer = await call("/field/send/", {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(sent),
  });
  const result = await answer.json().catch(() => ({ problem: `The server answered ${answer.status}.` }));
  if (!answer.ok) return { refused: result.problem || `The server answered ${answer.status}.` };
  for (let at = 0; at < row.files; at += 1) {
    const { about, bytes } = await fileOf(key, row.number, at);
    const form = new FormData();
    form.append("report", row.report.origin);
    form.append("origin", about.origin);
    form.append("taken_at", about.taken_at);
    form.append("file", new Blob([bytes], { type: about.type }), about.name);
    const taken = await call("/field/attach/", { method: "POST", headers, body: form });
    if (!taken.ok) {
      const why = await taken.json().catch(() => ({}));
      return { refused: why.problem || `The file ${about.name} was refused.` };
    }
  }
  return result;
}

let running = null;

// Send everything that waits. `tell(row, result)` is called for each. Stops at the first that can't be sent now (no
// signal, not signed in); one that is refused stays on the device and the next one is tried.
export function sendAll(key, user, tell) {
  if (!running) {
    running = run(key, user, tell).finally(() => {
      running = null;
    });
  }
  return running;
}

async function run(key, user, tell) {
  const rows = await waiting(key);
  if (!rows.length) return;
  const here = await session();
  if (here.user !== user) throw new NotSignedIn();
  for (const row of rows) {
    const result = await sendOne(key, row, here.token);
    if (!result.refused) await remove(row.number);
    tell(row, result);
  }
}
