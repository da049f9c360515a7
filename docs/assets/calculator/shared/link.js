/**
 * The state of the form as the part of an address after "#", and back.
 *
 * The keys are the ids of facts and readings, so a link of today still opens next year. Nothing of it
 * is ever sent: browsers keep the fragment to themselves. What a link holds was typed by anybody, so
 * every key and value is checked against the catalogue, and what is unknown is reported, not used.
 */
/** @import { Answer, Catalogue, Fact, State } from "./types.d.ts" */

export const LONGEST = 6000;

/** @returns {State} */
export function emptyState() {
  return { answers: {}, unknown: [], readings: {}, topics: [], article: null };
}

/**
 * @param {State} state
 * @param {Catalogue} catalogue
 */
export function encode(state, catalogue) {
  /** @type {string[]} */
  const parts = [];
  if (state.article !== null) parts.push(`article=${state.article}`);
  if (state.topics.length) parts.push(`topics=${state.topics.join(",")}`);
  const denied = deniedTopics(state, catalogue);
  if (denied.length) parts.push(`none=${denied.join(",")}`);
  for (const fact of catalogue.facts) {
    const answer = state.answers[fact.id];
    if (denied.includes(fact.topic) && isDenied(fact, answer, catalogue)) continue;
    if (answer !== undefined) parts.push(`${fact.id}=${catalogue.kindOf(fact).written(answer)}`);
    else if (state.unknown.includes(fact.id)) parts.push(`${fact.id}=unknown`);
  }
  for (const reading of catalogue.readings) {
    const settled = state.readings[reading.id];
    if (settled !== undefined) parts.push(`${reading.id}=${settled ? "yes" : "no"}`);
  }
  if (parts.length) parts.push(`v=${catalogue.policy.version}`);
  return parts.join("&");
}

/**
 * The answer that says "none of this"; undefined where a question has none.
 * @param {Fact} fact
 * @param {Catalogue} catalogue
 * @param {number} [line] Below which amounts are to stay; without it the lowest of all.
 */
export function denial(fact, catalogue, line) {
  return catalogue.kindOf(fact).denial?.(fact, catalogue, line);
}

/**
 * Whether an answer is the one that says "none of this".
 * @param {Fact} fact
 * @param {Answer | undefined} answer
 * @param {Catalogue} catalogue
 */
export function isDenied(fact, answer, catalogue) {
  const none = denial(fact, catalogue);
  return none !== undefined && String(none) === String(answer);
}

/**
 * Whether an answer says "none of this" by any of the lines.
 * @param {Fact} fact
 * @param {Answer | undefined} answer
 * @param {Catalogue} catalogue
 */
export function saysNone(fact, answer, catalogue) {
  const lines = Array.isArray(answer) ? catalogue.lowestLines(null) : [];
  return isDenied(fact, answer, catalogue) || lines.some((line) => String(denial(fact, catalogue, line)) === String(answer));
}

/**
 * The topics of which nothing happened, so far as they can be denied; a link says them in one word.
 * @param {State} state
 * @param {Catalogue} catalogue
 */
export function deniedTopics(state, catalogue) {
  /** @type {Map<string, boolean>} */
  const denied = new Map();
  for (const fact of catalogue.facts) {
    if (denial(fact, catalogue) === undefined || denied.get(fact.topic) === false) continue;
    denied.set(fact.topic, isDenied(fact, state.answers[fact.id], catalogue));
  }
  const [, ...others] = catalogue.topics.map((topic) => topic.id);
  return others.filter((topic) => denied.get(topic));
}

/**
 * @param {string} fragment With or without its "#".
 * @param {Catalogue} catalogue
 * @returns {{state: State, problems: string[], version: string | null}}
 */
export function decode(fragment, catalogue) {
  const state = emptyState();
  /** @type {string[]} */
  const problems = [];
  /** @type {string | null} */
  let version = null;
  /** @type {string[]} */
  const denied = [];
  if (fragment.length > LONGEST) {
    return { state, problems: ["链接过长，其中的答案没有采用。"], version };
  }
  for (const part of fragment.replace(/^#/, "").split("&")) {
    if (!part) continue;
    const [key, value] = pair(part);
    const fact = catalogue.factOf.get(key);
    if (key === "v") version = value;
    else if (key === "article") {
      if (/^\d{1,3}$/.test(value) && catalogue.articleOf.has(Number(value))) state.article = Number(value);
      else problems.push(`没有“${short(value)}”这一条，已忽略。`);
    } else if (key === "topics") {
      state.topics = catalogue.sections.map((s) => s.id).filter((id) => value.split(",").includes(id));
    } else if (key === "none") {
      denied.push(...value.split(","));
    } else if (catalogue.readingOf.has(key) && (value === "yes" || value === "no")) {
      state.readings[key] = value === "yes";
    } else if (fact && value === "unknown") {
      state.unknown.push(key);
    } else if (fact) {
      const answer = catalogue.kindOf(fact).read(value, fact);
      if (answer === undefined) problems.push(`${quoted(fact.label)}的答案“${short(value)}”不能识别，已留空。`);
      else state.answers[key] = answer;
    } else {
      problems.push(`链接里的“${short(key)}”现在没有对应的问题，已忽略。`);
    }
  }
  // What the link answers by itself comes first.
  for (const fact of catalogue.facts) {
    const none = denial(fact, catalogue);
    const isOpen = state.answers[fact.id] === undefined && !state.unknown.includes(fact.id);
    if (none !== undefined && isOpen && denied.includes(fact.topic)) state.answers[fact.id] = none;
  }
  // Older links may deny what only its own answer can deny.
  for (const topic of catalogue.topics.filter(({ id }) => denied.includes(id))) {
    const facts = catalogue.facts.filter((fact) => fact.topic === topic.id);
    const isAnswered = facts.some(({ id }) => state.answers[id] !== undefined || state.unknown.includes(id));
    if (!isAnswered) problems.push(`链接里没有单独回答“${topic.label}”，请在最后一问里回答。`);
  }
  if (denied.length && version !== null && version !== catalogue.policy.version) {
    problems.push("链接里说“没有发生”的几类，现在的问题可能比当时多，请核对一遍。");
  }
  // A hostile link may hold thousands of parts; a reader needs no more than the first few.
  const rest = problems.length - 5;
  return { state, problems: rest > 0 ? [...problems.slice(0, 5), `另有 ${rest} 处不能识别。`] : problems, version };
}

/**
 * @param {string} part
 * @returns {[string, string]}
 */
function pair(part) {
  const at = part.indexOf("=");
  return at < 0 ? [plain(part), ""] : [plain(part.slice(0, at)), plain(part.slice(at + 1))];
}

/** @param {string} text */
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} text */
function short(text) {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

/**
 * Words between quotation marks, with single ones for those inside.
 * @param {string} words
 */
export function quoted(words) {
  return `“${words.replaceAll("“", "‘").replaceAll("”", "’")}”`;
}
