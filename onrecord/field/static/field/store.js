// What waits to be sent, kept on this device, encrypted.
//
// The key (AES-GCM, 256 bits) is made here and never leaves: it is stored only wrapped under a key that is worked out
// from the officer's own pass phrase (PBKDF2, SHA-256, 600,000 rounds), and unwrapped into memory when the phrase is
// typed. Without the phrase nothing on the device can be read. Each report is one record under its own number, so that
// they are sent in the order in which they were written.

const NAME = "onrecord-field";
const ROUNDS = 600000;
const enc = new TextEncoder();
const dec = new TextDecoder();

function wish(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
  });
}

let opened = null;

function database() {
  if (!opened) {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lock", { keyPath: "id" });
      request.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
    };
    opened = wish(request).catch((error) => {
      opened = null;
      throw error;
    });
  }
  return opened;
}

async function store(name, mode) {
  const db = await database();
  const transaction = db.transaction(name, mode, { durability: "strict" });
  return [transaction.objectStore(name), transaction];
}

async function wrapping(phrase, salt) {
  const base = await crypto.subtle.importKey("raw", enc.encode(phrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["wrapKey", "unwrapKey"],
  );
}

// Whose device this is: {user} once it is set up, else null.
export async function owner() {
  const [lock] = await store("lock", "readonly");
  const row = await wish(lock.get("key"));
  return row ? { user: row.user } : null;
}

// Make the key, wrapped under the phrase. What an earlier owner left unsent would be unreadable: the caller asks first.
export async function setUp(user, phrase) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.wrapKey("raw", key, await wrapping(phrase, salt), { name: "AES-GCM", iv });
  const [lock, transaction] = await store("lock", "readwrite");
  lock.put({ id: "key", user, salt, iv, wrapped });
  await done(transaction);
  return unlock(phrase);
}

// The key in memory, or null when the phrase is wrong.
export async function unlock(phrase) {
  const [lock] = await store("lock", "readonly");
  const row = await wish(lock.get("key"));
  if (!row) return null;
  try {
    return await crypto.subtle.unwrapKey(
      "raw",
      row.wrapped,
      await wrapping(phrase, row.salt),
      { name: "AES-GCM", iv: row.iv },
      { name: "AES-GCM" },
      false,
      ["encrypt", "decrypt"],
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") return null;
    throw error;
  }
}

async function seal(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

async function unseal(key, { iv, sealed }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
}

async function sealed(key, files) {
  const held = [];
  for (const file of files) {
    held.push({ about: await seal(key, enc.encode(JSON.stringify(file.about))), bytes: await seal(key, file.bytes) });
  }
  return held;
}

async function unsealed(key, held) {
  return { about: JSON.parse(dec.decode(await unseal(key, held.about))), bytes: await unseal(key, held.bytes) };
}

// Keep a report with its files. Resolves only when it is on the disk: then, and only then, say "kept".
export async function keep(key, report, files) {
  const body = await seal(key, enc.encode(JSON.stringify(report)));
  const held = await sealed(key, files);
  const [queue, transaction] = await store("queue", "readwrite");
  queue.add({ origin: report.origin, body, files: held });
  await done(transaction);
}

// The report that is being written: kept at every answer, so that a closed page costs nothing.
export async function keepDraft(key, draft) {
  const body = await seal(key, enc.encode(JSON.stringify(draft)));
  const [lock, transaction] = await store("lock", "readwrite");
  lock.put({ id: "draft", body });
  await done(transaction);
}

// Its photographs and voice notes, each time that one is added or taken out.
export async function keepDraftFiles(key, files) {
  const held = await sealed(key, files);
  const [lock, transaction] = await store("lock", "readwrite");
  lock.put({ id: "draft-files", files: held });
  await done(transaction);
}

export async function readDraftFiles(key) {
  const [lock] = await store("lock", "readonly");
  const row = await wish(lock.get("draft-files"));
  return row ? Promise.all(row.files.map((held) => unsealed(key, held))) : [];
}

export async function readDraft(key) {
  const [lock] = await store("lock", "readonly");
  const row = await wish(lock.get("draft"));
  return row ? JSON.parse(dec.decode(await unseal(key, row.body))) : null;
}

export async function dropDraft() {
  const [lock, transaction] = await store("lock", "readwrite");
  lock.delete("draft");
  lock.delete("draft-files");
  await done(transaction);
}

// Everything that waits, oldest first: {number, report, files: how many}.
export async function waiting(key) {
  const [queue] = await store("queue", "readonly");
  const rows = await wish(queue.getAll());
  const found = [];
  for (const row of rows) {
    found.push({ number: row.number, report: JSON.parse(dec.decode(await unseal(key, row.body))), files: row.files.length });
  }
  return found;
}

export async function count() {
  const [queue] = await store("queue", "readonly");
  return wish(queue.count());
}

// One file of a waiting report: {about, bytes}.
export async function fileOf(key, number, at) {
  const [queue] = await store("queue", "readonly");
  const row = await wish(queue.get(number));
  return unsealed(key, row.files[at]);
}

// Take out what was sent and acknowledged.
export async function remove(number) {
  const [queue, transaction] = await store("queue", "readwrite");
  queue.delete(number);
  await done(transaction);
}

// Leave nothing: the queue, the key, and what the browser kept of the pages.
export async function empty() {
  const db = await database();
  const transaction = db.transaction(["lock", "queue"], "readwrite", { durability: "strict" });
  transaction.objectStore("queue").clear();
  transaction.objectStore("lock").clear();
  await done(transaction);
  db.close();
  opened = null;
  // It is empty already. If another tab still has it open, the shell of it goes when that tab does.
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onblocked = request.onerror = () => resolve();
  });
}
