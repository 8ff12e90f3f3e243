// Keeps the page for the street on the device, so that it opens without signal. Keeps no report and no answer of the server.
const NAME = "onrecord-field-{{ version }}";
const SHELL = {{ shell|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(NAME).then(async (cache) => {
      for (const path of SHELL) {
        const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", redirect: "error" });
        if (!answer.ok) throw new Error(path);
        await cache.put(path, answer);
      }
      await self.skipWaiting();
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      for (const name of names) if (name.startsWith("onrecord-field-") && name !== NAME) await caches.delete(name);
      await self.clients.claim();
    }),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !SHELL.includes(url.pathname)) return;
  event.respondWith(
    caches.open(NAME).then(async (cache) => (await cache.match(url.pathname)) || fetch(event.request)),
  );
});
