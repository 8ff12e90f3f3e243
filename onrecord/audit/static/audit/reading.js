// The reading screen: number keys for answers, and questions that don't apply are put aside. The page works without it:
// every question stays, and the server asks only those that the answers lead to.
const STORE = "onrecord-reading-keys";
const form = document.querySelector("[data-reading]");
const box = document.getElementById("keys");

function held() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {};
  }
}

function keep(value) {
  try {
    localStorage.setItem(STORE, JSON.stringify(value));
  } catch {
    // Where nothing may be kept the keys hold for this page.
  }
}

let settings = { on: false, keys: {}, ...held() };
const inputs = [...box.querySelectorAll("[data-action]")];
const says = document.getElementById("keys-said");
const control = document.getElementById("keys-switch");

function keyOf(input) {
  return settings.keys[input.dataset.action] || input.dataset.usual;
}

function show() {
  control.setAttribute("aria-pressed", String(settings.on));
  control.textContent = settings.on ? "Turn number keys off" : "Turn number keys on";
  for (const input of inputs) {
    input.value = keyOf(input);
  }
}

function change(next) {
  settings = { ...settings, ...next };
  keep(settings);
  show();
}

control.addEventListener("click", () => change({ on: !settings.on }));
document.getElementById("keys-usual").addEventListener("click", () => {
  change({ keys: {} });
  says.textContent = "The usual keys are back.";
});
for (const input of inputs) {
  input.addEventListener("change", () => {
    const key = input.value.trim().toLowerCase();
    const other = inputs.find((each) => each !== input && keyOf(each) === key);
    if (key.length !== 1 || other) {
      says.textContent = other
        ? `${key} is the key for “${other.labels[0].textContent}” already. Choose another one.`
        : "Type one character.";
      show();
      return;
    }
    change({ keys: { ...settings.keys, [input.dataset.action]: key } });
    says.textContent = `“${input.labels[0].textContent}” is now ${key}.`;
  });
}

// Questions ------------------------------------------------------------------------------------------------------------
const asked = [...form.querySelectorAll("[data-question]")];
const first = form.querySelector("input[name=decision]")?.closest(".field");

function radios(field) {
  return [...field.querySelectorAll("input[type=radio]")];
}

function chosen(field) {
  return radios(field).find((each) => each.checked);
}

// Where the crimes decide, the first question's answers lead on as the programme says.
function beginning() {
  const decision = form.querySelector("input[name=decision]:checked");
  const leads = decision && form.querySelector(`[data-lead="${decision.value}"]`);
  return leads ? leads.dataset.goesTo : "";
}

function path() {
  const found = new Set();
  let target = beginning();
  let place = target === "end" ? asked.length : target ? asked.findIndex((f) => f.dataset.question === target) : 0;
  while (place >= 0 && place < asked.length) {
    const field = asked[place];
    found.add(field);
    const answer = chosen(field);
    if (radios(field).length && !answer) {
      // What comes after depends on the answer: until there is one, everything may.
      asked.slice(place + 1).forEach((each) => found.add(each));
      break;
    }
    target = answer ? answer.dataset.goesTo : "";
    if (target === "end") {
      break;
    }
    place = target ? asked.findIndex((each) => each.dataset.question === target) : place + 1;
  }
  return found;
}

function putAside() {
  const wanted = path();
  for (const field of asked) {
    field.hidden = !wanted.has(field);
  }
}

form.addEventListener("change", putAside);
for (const hint of form.querySelectorAll("[data-after]")) {
  hint.hidden = true;
}
putAside();

// Keys -----------------------------------------------------------------------------------------------------------------
function fields() {
  return [first, ...asked].filter((each) => each && !each.hidden && radios(each).length);
}

function present() {
  const all = fields();
  return (
    all.find((each) => each.contains(document.activeElement)) ||
    all.find((each) => !chosen(each)) ||
    all[all.length - 1]
  );
}

function go(field) {
  const target = field && (chosen(field) || radios(field)[0]);
  if (target) {
    target.focus();
    field.scrollIntoView({ block: "nearest" });
  }
}

function move(by) {
  const all = fields();
  go(all[Math.min(all.length - 1, Math.max(0, all.indexOf(present()) + by))]);
}

function answer(key) {
  const field = present();
  if (!field) {
    return;
  }
  const all = radios(field);
  const target = all.find((each) => each.dataset.key === key) || (field === first ? all[Number(key) - 1] : null);
  if (!target) {
    return;
  }
  target.checked = true;
  target.dispatchEvent(new Event("change", { bubbles: true }));
  const visible = fields();
  go(visible[visible.indexOf(field) + 1] || field);
}

function press(name) {
  const button = name ? form.querySelector(`button[name="${name}"]`) : form.querySelector("button:not([name])");
  if (button) {
    form.requestSubmit(button);
  }
}

const deeds = {
  list: () => {
    const list = document.getElementById("keys-list");
    list.open = !list.open;
    (list.open ? list.querySelector("input") : control).focus();
  },
  next: () => move(1),
  back: () => move(-1),
  save: () => press(""),
  park: () => press("park"),
  refer: () => press("refer"),
  play: () => {
    const player = document.querySelector("audio");
    if (player) {
      player.paused ? player.play() : player.pause();
    }
  },
};

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  if (!settings.on || writes || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    return;
  }
  const key = event.key.toLowerCase();
  const input = inputs.find((each) => keyOf(each) === key);
  if (!input) {
    return;
  }
  event.preventDefault();
  const action = input.dataset.action;
  if (action.startsWith("answer-")) {
    answer(action.slice(7));
  } else {
    deeds[action]();
  }
});

box.hidden = false;
show();
