// The offence search without signal: every word must begin a word of the title, or be the class or the code.

export function findOffences(rules, text, most = 20) {
  const words = text.toLowerCase().split(/[^a-z0-9/]+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const [crimeClass, code, title] of rules.offences) {
    const parts = title.toLowerCase().split(/[^a-z0-9/]+/);
    const fit = words.every(
      (word) => parts.some((part) => part.startsWith(word)) || crimeClass.toLowerCase() === word || code.startsWith(word),
    );
    if (fit) found.push({ class: crimeClass, code, title });
    if (found.length >= most) break;
  }
  return found;
}
