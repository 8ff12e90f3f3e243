// The sum that a report is asked for while very many come in: a number that makes a SHA-256 begin with enough zeros. It is
// found while the page is read. Without this script the report is sent all the same, and a person reads it first; on the page
// where a report begins, it begins all the same.
// SHA-256 is written out (FIPS 180-4) since the browser's own answers one question at a time, too slowly for thousands, and
// not at all on a page that came without encryption.
const field = document.querySelector("input[data-asked]");
const K = new Uint32Array(64);
const FIRST = new Uint32Array(8);

(function constants() {
  const part = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
  let found = 0;
  for (let number = 2; found < 64; number += 1) {
    let prime = true;
    for (let by = 2; by * by <= number; by += 1) {
      prime = prime && number % by !== 0;
    }
    if (prime) {
      if (found < 8) {
        FIRST[found] = part(Math.sqrt(number));
      }
      K[found] = part(Math.cbrt(number));
      found += 1;
    }
  }
})();

const words = new Uint32Array(64);

function block(state, bytes, from) {
  for (let i = 0; i < 16; i += 1) {
    const at = from + 4 * i;
    words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// With how many zero bits the hash of these bytes begins.
function zeros(bytes) {
  const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  const state = FIRST.slice();
  for (let from = 0; from < padded.length; from += 64) {
    block(state, padded, from);
  }
  let count = 0;
  for (const word of state) {
    count += Math.clz32(word);
    if (word !== 0) {
      break;
    }
  }
  return count;
}

if (field) {
  const { asked, wait } = field.dataset;
  const bits = Number(field.dataset.bits);
  const form = field.form;
  const coder = new TextEncoder();
  let number = 0;
  let pressed = null;

  const look = () => {
    const until = performance.now() + 25;
    while (performance.now() < until) {
      for (let i = 0; i < 50; i += 1, number += 1) {
        if (zeros(coder.encode(`${asked} ${number}`)) >= bits) {
          field.value = `${asked} ${number}`;
          if (pressed) {
            form.requestSubmit(pressed.isConnected ? pressed : undefined);
          }
          return;
        }
      }
    }
    setTimeout(look);
  };

  form.addEventListener("submit", (event) => {
    if (field.value || pressed) {
      if (!field.value) {
        event.preventDefault();
      }
      return;
    }
    event.preventDefault();
    pressed = event.submitter || form.querySelector("button");
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    said.textContent = wait;
    pressed.after(said);
  });
  look();
}
