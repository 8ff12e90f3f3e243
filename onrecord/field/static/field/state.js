// What the page knows while it is open. `key` opens the queue; `draft` is the report being written, `files` its files;
// `sent` is what became of the reports sent since it was opened: references and words, nothing that was told.

export const state = { rules: null, key: null, user: "", draft: null, files: [], sent: [] };

// The number of the log that was taken along from its page; empty when the page was opened by itself.
export function takenAlong() {
  return (new URLSearchParams(window.location.search).get("log") || "").slice(0, 120);
}

// The next report is about something else.
export function putDown() {
  history.replaceState(history.state, "", window.location.pathname);
}
