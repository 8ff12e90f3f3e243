// The questions on the phone: the same walk as crimerules.tree, over the same data (field/rules.json).
//
// It finds the next question and what the answers come to, so that an officer without signal sees it at once. What is
// recorded is decided by the rules themselves when the report is sent. A test walks both side by side.

export const FIRST = "reporter";
export const AGAIN = "else";
const RAPES = "19";
const DECIMAL = /^[0-9]{1,3}$/;

export function start() {
  return { at: FIRST, acts: [[]], asked: [] };
}

export function finished(rules, interview) {
  return interview.at in rules.questions.ends;
}

function fits(answer, say) {
  if (answer.say !== "number") return say === answer.say;
  return DECIMAL.test(say) && answer.least <= Number(say) && Number(say) <= answer.most;
}

function holdsOne(condition, answers) {
  if (condition.startsWith("not ")) return !holdsOne(condition.slice(4), answers);
  for (const sign of ["!=", ">=", "<", "="]) {
    const at = condition.indexOf(sign);
    if (at < 0) continue;
    const given = answers[condition.slice(0, at)];
    const say = condition.slice(at + sign.length);
    if (given === undefined) return false;
    if (sign === "!=") return !say.split("|").includes(given);
    if (sign === "=") return say.split("|").includes(given);
    if (!/^[0-9]+$/.test(given)) return false;
    return sign === ">=" ? Number(given) >= Number(say) : Number(given) < Number(say);
  }
  throw new Error(`${condition} is no condition`);
}

function hold(conditions, answers) {
  return conditions.every((each) => holdsOne(each, answers));
}

function withFacts(rules, said) {
  for (const [question, say] of Object.entries(said)) {
    const screen = rules.questions.screens[question];
    if (screen && screen.asks_for) said[screen.asks_for] = say;
  }
  return said;
}

// Question -> word for one act, with what carries over from the acts before it.
export function answersOf(rules, interview, number) {
  const own = Object.fromEntries(interview.acts[number]);
  if (number === 0 || Object.fromEntries(interview.acts[number - 1])[AGAIN] === "other-person") {
    return withFacts(rules, own);
  }
  const before = answersOf(rules, interview, number - 1);
  const same = own["same-who"] === "same";
  const kept = {};
  for (const [question, say] of Object.entries(before)) {
    const screen = rules.questions.screens[question];
    if (!screen) {
      if (question.startsWith("victim.") || same) kept[question] = say;
    } else if (screen.carries === "report" || (screen.carries === "who" && same)) {
      kept[question] = say;
    }
  }
  return withFacts(rules, { ...kept, ...own });
}

function put(interview, question, say, next) {
  const acts = [...interview.acts.slice(0, -1), [...interview.acts[interview.acts.length - 1], [question, say]]];
  return { ...interview, at: next, acts };
}

function onwards(rules, interview) {
  let here = interview;
  while (!finished(rules, here)) {
    const screen = rules.questions.screens[here.at];
    const said = answersOf(rules, here, here.acts.length - 1);
    if (screen.only.length && !hold(screen.only, said)) {
      here = { ...here, at: screen.otherwise };
      continue;
    }
    const known = screen.asks_for ? said[screen.asks_for] : undefined;
    const answer = known ? screen.answers.find((each) => fits(each, known)) : undefined;
    if (!answer) break;
    here = put(here, screen.id, known, answer.next);
  }
  return here;
}

// The interview after an answer; null when the answer isn't one of those offered, or there are too many things.
export function answer(rules, interview, say) {
  const screen = rules.questions.screens[interview.at];
  const chosen = screen && screen.answers.find((each) => fits(each, say));
  if (!chosen) return null;
  let here = put(interview, screen.id, say, chosen.next);
  if (screen.id === AGAIN && !(chosen.next in rules.questions.ends)) {
    if (here.acts.length >= rules.questions.most_acts) return null;
    here = { ...here, acts: [...here.acts, []] };
  }
  return onwards(rules, { ...here, asked: [...interview.asked, say] });
}

// The interview with its last answer taken back.
export function back(rules, interview) {
  return replay(rules, interview.asked.slice(0, -1));
}

// The interview after these answers; null when one doesn't fit.
export function replay(rules, words) {
  let here = start();
  for (const say of words) {
    here = here && !finished(rules, here) ? answer(rules, here, say) : null;
  }
  return here;
}

function cameTo(leaf, said) {
  const by = said[leaf.by] || "";
  return [leaf.classes ? leaf.classes[by] : leaf.class, leaf.codes ? leaf.codes[by] : leaf.code];
}

function ends(ending, leaf, crimeClass, said) {
  return (
    (ending.basis === "" || ending.basis === leaf.basis) &&
    (!ending.classes.length || ending.classes.includes(crimeClass)) &&
    !ending.besides.includes(crimeClass) &&
    (ending.serious === null || ending.serious === leaf.serious) &&
    (ending.dead === null || ending.dead === leaf.dead) &&
    (!ending.unproved || leaf.unproved) &&
    hold(ending.when, said)
  );
}

// [class or exit, code] that each finished act comes to.
export function expected(rules, interview) {
  const found = [];
  interview.acts.forEach((act, number) => {
    const said = answersOf(rules, interview, number);
    if (!(AGAIN in Object.fromEntries(act))) return;
    const leaf = rules.questions.leaves.find((each) => hold(each.when, said));
    if (!leaf) throw new Error("no leaf fits");
    const [crimeClass, code] = cameTo(leaf, said);
    if (rules.questions.exits.includes(crimeClass) && !leaf.unproved) {
      found.push([crimeClass, code]);
      return;
    }
    const ending = rules.questions.endings.find((each) => ends(each, leaf, crimeClass, said));
    if (!ending) found.push([crimeClass, code]);
    else found.push([ending.rape && crimeClass.startsWith(RAPES) ? ending.rape : ending.class, ""]);
  });
  return found;
}
