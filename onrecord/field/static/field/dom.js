// Building the page: text only ever goes in as text.

const main = document.getElementById("app");
const status = document.getElementById("status");

export function el(name, more = {}, ...inside) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(more)) {
    if (attribute === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value === true) node.setAttribute(attribute, "");
    else if (value !== false && value !== undefined) node.setAttribute(attribute, value);
  }
  node.append(...inside.filter((each) => each !== null && each !== undefined));
  return node;
}

export function show(title, ...inside) {
  const heading = el("h1", { tabindex: "-1" }, title);
  main.replaceChildren(heading, ...inside.filter(Boolean));
  document.title = `${title} - onrecord`;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

export function say(text) {
  status.textContent = text;
}

export function button(label, act, kind = "button") {
  return el("button", { type: "button", class: kind, on: { click: act } }, label);
}

let fields = 0;
export function field(label, input, hint = "") {
  fields += 1;
  input.id = `field-${fields}`;
  const parts = [el("label", { for: input.id }, label)];
  if (hint) {
    const id = `hint-${fields}`;
    parts.push(el("p", { class: "hint", id }, hint));
    input.setAttribute("aria-describedby", id);
  }
  return el("div", { class: "field" }, ...parts, input);
}

export function problem(text) {
  const box = el("div", { class: "error-summary", role: "alert", tabindex: "-1" }, el("h2", {}, "There is a problem"), el("p", {}, text));
  main.querySelector(".error-summary")?.remove();
  main.prepend(box);
  box.focus();
}

export function uuid() {
  return crypto.randomUUID();
}

export function localTime(date) {
  const at = new Date(date.getTime() - date.getTimezoneOffset() * 60000);
  return at.toISOString().slice(0, 16);
}

export function when(text) {
  return new Date(text).toLocaleString("en-GB", { dateStyle: "short", timeStyle: "short" }).replace(",", "");
}
