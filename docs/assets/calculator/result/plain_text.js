/** Answers and results in words: for the sheet of paper, the clipboard and the screen reader. */
import { denial, deniedTopics, quoted } from "../shared/link.js";
import { award, dayInWords } from "../shared/numbers.js";
import { endsInWords, figureInWords, figureOf, floorPrice, worthOf } from "./figure.js";

/** @import { Catalogue, Figure, MeasureResult, Outcome, Result, State } from "./types.d.ts" */

/**
 * Question and answer, in the order of the form; the answers in the engine's own words; and the fact,
 * where the pair is of one only.
 * @param {Pick<Result, "answers">} result
 * @param {State} state
 * @param {Catalogue} catalogue
 * @returns {[string, string, string?][]}
 */
export function answersInWords(result, state, catalogue) {
  const denied = deniedTopics(state, catalogue);
  const said = new Map(result.answers.map(({ fact, text }) => [fact, text]));
  /** @type {[string, string, string?][]} */
  const pairs = catalogue.facts.flatMap((fact) => {
    if (denied.includes(fact.topic) && denial(fact, catalogue) !== undefined) return [];
    const text = said.get(fact.id) ?? (state.unknown.includes(fact.id) ? "不清楚" : undefined);
    return text === undefined ? [] : [[fact.label, text, fact.id]];
  });
  const topics = catalogue.topics.filter((topic) => denied.includes(topic.id));
  for (const topic of topics) if (topic.denial !== null) pairs.push([topic.label, topic.denial]);
  const hasHappenings = (/** @type {string} */ topic) => catalogue.facts.some((fact) => fact.topic === topic && denial(fact, catalogue) === false);
  const labels = topics.filter((topic) => hasHappenings(topic.id)).map((topic) => topic.label);
  return labels.length ? [...pairs, ["都没有的", labels.join("、")]] : pairs;
}

/** The sign before a status, for those who see it. @param {MeasureResult} measure */
export function signOf(measure) {
  return { eligible: "✓", ineligible: "✕", undetermined: "?" }[measure.status];
}

/**
 * What the text may give beyond what is worked out, or that it names nobody who is paid; each with
 * the names of its measures.
 * @param {Pick<Result, "measures">} result
 * @param {Catalogue} catalogue
 * @param {"beyond" | "payee"} [what]
 */
export function leftOut(result, catalogue, what = "beyond") {
  /** @type {Map<string, {text: string, see: string | null, name: string}>} */
  const notes = new Map();
  for (const { id, [what]: note } of result.measures) {
    if (!note) continue;
    const before = notes.get(note.text);
    notes.set(note.text, { ...note, name: before ? `${before.name}；${catalogue.nameOf(id)}` : catalogue.nameOf(id) });
  }
  return [...notes.values()];
}

/**
 * What one of the two answers to a reading gives, if the other gives something else; "" if both agree.
 * @param {Outcome} outcome
 * @param {Outcome} other
 * @param {Catalogue} catalogue
 */
export function outcomeInWords(outcome, other, catalogue) {
  const lines = outcome.low !== other.low || outcome.high !== other.high ? [`合计 ${award(outcome)}`] : [];
  for (const [measure, price] of Object.entries(outcome.prices)) {
    if (Boolean(price) === Boolean(other.prices[measure])) continue;
    lines.push(`${catalogue.nameOf(measure)}：${price ? floorPrice(price) || "可按条文计算" : "没有（不符合）"}`);
  }
  return lines.length ? ` → ${lines.join("；")}` : "";
}

/**
 * The readings that can still change a number, each with what either answer gives where that differs.
 * While questions are left that bear on amounts, what a reading gives would only be a ceiling.
 * @param {Result} result
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 */
export function openReadings(result, figure, catalogue) {
  const isOpen = figure.kind === "open";
  const unsettled = new Set(result.measures.filter((m) => m.amount || m.price).flatMap((m) => m.unsettled));
  return catalogue.readings.filter((reading) => unsettled.has(reading.id)).map((reading) => {
    const outcomes = isOpen ? undefined : result.readings.find(({ id }) => id === reading.id);
    const [yes, no] = outcomes ? [outcomeInWords(outcomes.true, outcomes.false, catalogue), outcomeInWords(outcomes.false, outcomes.true, catalogue)] : ["", ""];
    const worth = yes || no ? `按${quoted(reading.true)}${yes}；按${quoted(reading.false)}${no}` : "";
    return `${reading.question}${worth}（问${reading.unit}）`;
  });
}

/**
 * What stands below the figure on paper and in copied text: the ends of a range, the questions left.
 * @param {Result} result
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 */
export function figureDetails(result, figure, catalogue) {
  const ends = figure.kind === "range" ? endsInWords(result, figure, catalogue) : null;
  const named = (/** @type {string[]} */ facts) => facts.map((id) => catalogue.labelOf(id)).join("；");
  return [
    ...(ends ? [ends.low, ends.high] : []),
    ...(figure.left.length ? [`还没有答的：${named(figure.left)}`] : []),
    ...(figure.vague.length ? [`没有答清的：${named(figure.vague)}`] : []),
  ];
}

/**
 * The groups of measures in their order; where no amount is paid, first what there is instead.
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 */
export function groupsInOrder(figure, catalogue) {
  if (figure.kind !== "unpriced") return catalogue.groups;
  const isFirst = ({ id = "" }) => Number(["prices", "possible"].includes(id));
  return [...catalogue.groups].sort((a, b) => isFirst(b) - isFirst(a));
}

/**
 * The chapters of paper and copied text, each with its items, whose lines are parted by line ends.
 * @param {Result} result
 * @param {State} state
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 * @returns {[string, string[]][]}
 */
export function chapters(result, state, figure, catalogue) {
  const item = (/** @type {MeasureResult} */ m) => {
    const measure = catalogue.measureOf.get(m.id);
    const worth = worthOf(m, figure, measure?.gives);
    const missing = m.group === "open" ? catalogue.asked(m.missing) : [];
    const first = measure?.ask_first.length ? `（可以先问${measure.ask_first.join("、")}）` : "";
    return [
      `${catalogue.nameOf(m.id)}${worth && `：${worth}`}（${m.word}）`,
      ...(m.payee ? [`${catalogue.policy.payee_open}：${m.payee.text}`] : []),
      `${catalogue.articleOf.get(m.article)?.name}：${quoted(measure?.quote ?? "")}`,
      missing.length ? `还缺：${missing.map((id) => catalogue.labelOf(id)).join("；")}` : `为什么：${m.reasons.map(({ text }) => text).join("；")}`,
      `责任单位：${m.units.join("、")}${first}`,
    ].join("\n");
  };
  const assumed = assumptions(result, state, catalogue);
  /** @type {[string, string[]][]} */
  const found = groupsInOrder(figure, catalogue).filter(({ id }) => id !== "none").map(({ id, label }) => {
    const measures = result.measures.filter((m) => m.group === id && (id !== "open" || m.amount || m.price));
    return [label, id === "services" ? [measures.map((m) => catalogue.nameOf(m.id)).join("、")].filter(Boolean) : measures.map(item)];
  });
  found.push(
    ["答复", result.replies.filter((reply) => !reply.assumed).map(({ text }) => text)],
    ["假设", assumed],
    [catalogue.policy.left_out, leftOut(result, catalogue).map(({ name, text }) => `${name}：${text}`)],
    [`${catalogue.policy.waiting}的读法`, openReadings(result, figure, catalogue)],
  );
  return found.filter(([, lines]) => lines.length);
}

/**
 * What a result assumes of readings: what was chosen, but for what an authority has answered so.
 * @param {Pick<Result, "replies">} result
 * @param {State} state
 * @param {Catalogue} catalogue
 */
export function assumptions(result, state, catalogue) {
  const replies = new Map(result.replies.map((reply) => [reply.reading, reply]));
  return catalogue.readings.filter((r) => state.readings[r.id] !== undefined).flatMap((r) => {
    const reply = replies.get(r.id);
    if (reply) return reply.assumed ? [reply.text] : [];
    return [`${r.question}按${quoted(state.readings[r.id] ? r.true : r.false)}理解（以${r.unit}答复为准）`];
  });
}

/**
 * The whole result as plain text, to be pasted into a message.
 * @param {Result} result
 * @param {State} state
 * @param {Catalogue} catalogue
 * @param {string} link
 */
export function asText(result, state, catalogue, link) {
  const { policy } = catalogue;
  const figure = figureOf(result, state, catalogue);
  const listed = (/** @type {string} */ title, /** @type {string[]} */ lines) => ["", `【${title}】`, ...lines.map((line) => `· ${line.replaceAll("\n", "\n  ")}`)];
  return [
    `《${policy.title}》（${policy.number}）测算，${dayInWords(result.as_of)}`,
    `${figureInWords(figure)}。${result.notes[0]}`,
    ...figureDetails(result, figure, catalogue).map((words) => `· ${words}`),
    ...chapters(result, state, figure, catalogue).flatMap(([title, lines]) => listed(title, lines)),
    ...listed("所填情况", answersInWords(result, state, catalogue).map(([label, answer]) => `${label}：${answer}`)),
    "",
    ...result.notes.slice(1),
    `政策咨询电话：${policy.hotline}`,
    link,
  ].join("\n");
}
