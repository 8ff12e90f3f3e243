// What the page knows while it is open. `key` opens the queue; `draft` is the report being written, `files` its files.

export const state = { rules: null, key: null, user: "", draft: null, files: [] };
