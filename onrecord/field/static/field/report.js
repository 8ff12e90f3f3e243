// One report: the first account, the questions one a screen, who it was, and what else belongs to it.

import { button, el, field, localTime, problem, say, show, uuid, when } from "./dom.js";
import { findOffences } from "./find.js";
import { putDown, state, takenAlong } from "./state.js";
import * as kept from "./store.js";
import * as tree from "./tree.js";
import { home, trySending } from "./waiting.js";

const MOST_FILE = 25 * 1024 * 1024;


export async function newReport() {
  const now = new Date();
  state.draft = { origin: uuid(), known_at: now.toISOString(), recorded_at: now.toISOString(), first_account: "", place: "", log_ref: takenAlong(), names: {}, answers: [], note: "" };
  state.files = [];
  await kept.keepDraft(state.key, state.draft);
  askAccount();
}

export function resume() {
  if (state.draft.first_account) askQuestion();
  else askAccount();
}

export function askAccount() {
  history.pushState({ place: "account" }, "");
  const account = el("textarea", { rows: "6", required: true, autocapitalize: "sentences" });
  account.value = state.draft.first_account;
  const place = el("input", { type: "text", autocomplete: "off", maxlength: "300" });
  place.value = state.draft.place;
  const known = el("input", { type: "datetime-local", max: localTime(new Date()) });
  known.value = localTime(new Date(state.draft.known_at));
  const log = el("input", { type: "text", autocomplete: "off", autocapitalize: "characters", maxlength: "120" });
  log.value = state.draft.log_ref;
  const form = el(
    "form",
    {
      novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          if (!account.value.trim()) return problem("Write what you were told, in the person's own words: a line is enough.");
          const at = known.value ? new Date(known.value) : new Date(state.draft.known_at);
          if (at.getTime() > Date.now() + 300000) return problem("When you were told lies in the future. Correct it.");
          if (at.toISOString().slice(0, 16) !== state.draft.known_at.slice(0, 16)) state.draft.known_at = at.toISOString();
          state.draft.first_account = account.value.trim();
          state.draft.place = place.value.trim();
          state.draft.log_ref = log.value.trim();
          await kept.keepDraft(state.key, state.draft);
          return askQuestion();
        },
      },
    },
    field("What did they say happened? Their own words", account),
    field("Where", place, "Address, postcode or what you see."),
    el("details", { open: Boolean(state.draft.log_ref) }, el("summary", {}, "When you were told, log number"), el("div", { class: "inside" }, field("When you were told", known), field("Log number, if there is one", log))),
    el("div", { class: "buttons" }, el("button", { class: "button" }, "Go on")),
  );
  show("The first account", form);
  account.focus();
}

export function askQuestion() {
  const here = tree.replay(state.rules, state.draft.answers);
  if (!here) {
    state.draft.answers = [];
    return askQuestion();
  }
  if (tree.finished(state.rules, here)) return askFinish(here);
  history.pushState({ place: "question", answers: state.draft.answers.length }, "");
  const screen = state.rules.questions.screens[here.at];
  const give = async (word) => {
    if (!tree.answer(state.rules, here, word)) return problem("That is not one of the answers. Choose or type one that is offered.");
    state.draft.answers = [...state.draft.answers, word];
    await kept.keepDraft(state.key, state.draft);
    return askQuestion();
  };
  const answers = screen.answers.map((each) => {
    if (each.say !== "number") return button(each.text, () => give(each.say), "answer");
    const number = el("input", { type: "number", inputmode: "numeric", min: String(each.least), max: String(each.most) });
    return el(
      "form",
      {
        novalidate: true,
        on: {
          submit: (event) => {
            event.preventDefault();
            return give(String(Number(number.value || "-1")));
          },
        },
      },
      field(each.text, number, `A whole number, ${each.least} to ${each.most}.`),
      el("button", { class: "button" }, "Go on"),
    );
  });
  return show(
    screen.asks,
    screen.help ? el("p", { class: "hint" }, screen.help) : null,
    el("div", { class: "answers" }, ...answers),
    el("div", { class: "buttons" }, state.draft.answers.length ? button("Back", () => takeBack(), "as-link") : button("Back", () => askAccount(), "as-link")),
    el("p", { class: "quiet small" }, `Question ${state.draft.answers.length + 1}. Crime Recording Rules, page ${screen.page}.`),
  );
}

async function takeBack() {
  state.draft.answers = state.draft.answers.slice(0, -1);
  await kept.keepDraft(state.key, state.draft);
  askQuestion();
}

// What each thing comes to, [class or exit, code]; null where only the rules can say.
function comesTo(here) {
  try {
    return tree.expected(state.rules, here);
  } catch (error) {
    return null;
  }
}

function outcomes(here) {
  const found = comesTo(here);
  if (!found) return el("p", {}, "The rules decide when this is sent.");
  if (!found.length) return el("p", {}, state.rules.questions.ends[here.at]);
  return el("ul", {}, ...found.map(([name, code]) => el("li", {}, wordsOf(name, code))));
}

function wordsOf(name, code) {
  if (name in state.rules.exits) return state.rules.exits[name];
  if (name === "refer") return "The rules leave this to the registrar, who is asked when it is sent.";
  const offence = state.rules.offences.find((each) => each[0] === name && each[1] === code);
  return offence ? `${name} ${offence[2]} (${code})` : `${name} (${code})`;
}

function askFinish(here) {
  history.pushState({ place: "finish", answers: state.draft.answers.length }, "");
  const people = labels(here);
  const names = people.map(([label, words, hint]) => {
    const input = el("input", { type: "text", autocomplete: "off", maxlength: "200" });
    input.value = state.draft.names[label] || "";
    input.addEventListener("change", async () => {
      state.draft.names[label] = input.value.trim();
      await kept.keepDraft(state.key, state.draft);
    });
    return field(words, input, hint);
  });
  const note = el("textarea", { rows: "3" });
  note.value = state.draft.note;
  const photo = el("input", { type: "file", accept: "image/*", capture: "environment", multiple: true });
  const voice = el("input", { type: "file", accept: "audio/*", capture: true, multiple: true });
  const listed = el("ul", {});
  const list = () => listed.replaceChildren(...state.files.map((file, at) => el("li", {}, button(`Remove ${file.about.name}`, async () => { state.files.splice(at, 1); list(); await kept.keepDraftFiles(state.key, state.files); }, "as-link"))));
  const take = async (event) => {
    for (const file of event.target.files) {
      if (file.size > MOST_FILE) { problem(`${file.name} is larger than 25 MB. Attach it at a desk.`); continue; }
      state.files.push({ about: { origin: uuid(), name: file.name, type: file.type, taken_at: new Date(file.lastModified || Date.now()).toISOString() }, bytes: await file.arrayBuffer() });
    }
    event.target.value = "";
    list();
    await kept.keepDraftFiles(state.key, state.files);
  };
  photo.addEventListener("change", take);
  voice.addEventListener("change", take);
  list();
  const form = el(
    "form",
    {
      novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          state.draft.note = note.value.trim();
          await keepReport();
        },
      },
    },
    el("h2", {}, "What it comes to"),
    outcomes(here),
    el("p", { class: "quiet" }, "The rules themselves decide when it is sent; you see the answer then."),
    el("h2", {}, "Who"),
    ...names,
    el("details", {}, el("summary", {}, "Look up an offence"), el("div", { class: "inside" }, offenceSearch())),
    field("Anything else to keep", note, "Description, vehicle, witnesses, what speaks against it."),
    field("Photographs", photo),
    field("Voice notes", voice),
    listed,
    el("div", { class: "buttons" }, el("button", { class: "button" }, "Keep and send"), button("Back", () => takeBack(), "as-link")),
  );
  show("Check and send", form);
}

function offenceSearch() {
  const box = el("input", { type: "search", autocomplete: "off" });
  const found = el("ul", { "aria-live": "polite" });
  box.addEventListener("input", () => {
    found.replaceChildren(...findOffences(state.rules, box.value).map((each) => el("li", {}, `${each.class} ${each.title} (${each.code})`)));
  });
  return el("div", {}, field("Words of the offence, class or code", box), found);
}

// The people of the case: [label, words, hint], as crimerules.tree names them. The hint says of which thing somebody is the
// victim, where there are several.
function labels(here) {
  const found = [];
  let victims = 0;
  let suspects = 0;
  const things = comesTo(here) || [];
  const whose = (number) => (things.length > 1 && things[number] ? `Of: ${wordsOf(...things[number])}` : "");
  here.acts.forEach((act, number) => {
    const own = Object.fromEntries(act);
    const before = number ? Object.fromEntries(here.acts[number - 1])[tree.AGAIN] : "other-person";
    if (before === "other-person") {
      victims += 1;
      found.push([`victim${victims}`, victims === 1 ? "Name of the victim" : `Name of victim ${victims}`, whose(number)]);
    }
    if (number === 0 || (own["same-who"] !== "same" && own["other-who"] !== "same")) {
      suspects += 1;
      found.push([`suspect${suspects}`, suspects === 1 ? "Name or description of the suspect" : `Suspect ${suspects}`]);
    }
  });
  return found;
}

async function keepReport() {
  const report = { ...state.draft, recorded_at: new Date().toISOString(), source: "officer in the street", names: Object.fromEntries(Object.entries(state.draft.names).filter(([, name]) => name)) };
  try {
    await kept.keep(state.key, report, state.files);
  } catch (error) {
    problem(error && error.name === "QuotaExceededError" ? "This device is full. Remove a photograph, or send what waits first. Your answers are still here." : `It could not be kept on this device (${error}). Your answers are still here: try again.`);
    return;
  }
  await kept.dropDraft();
  state.draft = null;
  state.files = [];
  putDown();
  say("Kept on this device.");
  await home();
  await trySending();
}

