// What the page knows while it is open. `key` opens the queue; `draft` is the report being written, `files` its files;
// `sent` is what became of the reports sent since it was opened: references and words, nothing that was told.

export const state = { rules: null, key: null, user: "", draft: null, files: [], sent: [] };
