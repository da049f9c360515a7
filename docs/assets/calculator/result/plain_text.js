/** Answers and results in words: for the sheet of paper, the clipboard and the screen reader. */
import { denial, deniedTopics, quoted } from "../shared/link.js";
import { award, dayInWords } from "../shared/numbers.js";
import { endsInWords, figureInWords, figureOf, floorPrice, worthOf } from "./figure.js";

/** @import { Catalogue, Figure, MeasureResult, Outcome, Result, State } from "./types.d.ts" */

/**
 * Question and answer, in the order of the form; the answers in the engine's own words.
 * @param {Pick<Result, "answers">} result
 * @param {State} state
 * @param {Catalogue} catalogue
 * @returns {[string, string][]}
 */
export function answersInWords(result, state, catalogue) {
  const denied = deniedTopics(state, catalogue);
  const said = new Map(result.answers.map(({ fact, text }) => [fact, text]));
  /** @type {[string, string][]} */
  const pairs = catalogue.facts.flatMap((fact) => {
    if (denied.includes(fact.topic) && denial(fact, catalogue) !== undefined) return [];
    const text = said.get(fact.id) ?? (state.unknown.includes(fact.id) ? "不清楚" : undefined);
    return text === undefined ? [] : [[fact.label, text]];
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
 * What the text may give beyond what is worked out, each with the names of its measures.
 * @param {Pick<Result, "measures">} result
 * @param {Catalogue} catalogue
 */
export function leftOut(result, catalogue) {
  /** @type {Map<string, {text: string, see: string | null, name: string}>} */
  const notes = new Map();
  for (const { id, beyond } of result.measures) {
    if (!beyond) continue;
    const before = notes.get(beyond.text);
    notes.set(beyond.text, { ...beyond, name: before ? `${before.name}；${catalogue.nameOf(id)}` : catalogue.nameOf(id) });
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
 * What is said of the figure on paper and in copied text, below it: the ends of a range, the questions left.
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

/** Why, in one line. @param {MeasureResult} measure */
export function reasonsInWords(measure) {
  return measure.reasons.map(({ text }) => text).join("；");
}

/**
 * What the live region says after a change.
 * @param {Result} result
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 */
export function announcement(result, figure, catalogue) {
  const count = (/** @type {string} */ group) => result.measures.filter((m) => m.group === group).length;
  const groups = catalogue.groups.filter(({ id }) => ["awards", "open"].includes(id) && count(id));
  const counts = groups.map(({ id, label }) => `${label} ${count(id)} 项`).join("；");
  return `测算结果：${figureInWords(figure)}。${counts && `${counts}。`}`;
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
 * The whole result as plain text, to be pasted into a message.
 * @param {Result} result
 * @param {State} state
 * @param {Catalogue} catalogue
 * @param {string} link
 */
export function asText(result, state, catalogue, link) {
  const { policy } = catalogue;
  const figure = figureOf(result, state, catalogue);
  const lines = [
    `《${policy.title}》（${policy.number}）测算，${dayInWords(result.as_of)}`,
    `${figureInWords(figure)}。${result.notes[0]}`,
    ...figureDetails(result, figure, catalogue).map((words) => `· ${words}`),
  ];
  const assumed = catalogue.readings.filter((r) => state.readings[r.id] !== undefined);
  for (const reading of assumed) {
    lines.push(`假设：${reading.question}按${quoted(state.readings[reading.id] ? reading.true : reading.false)}读（以${reading.unit}答复为准）`);
  }
  for (const group of groupsInOrder(figure, catalogue).filter((g) => g.id !== "none")) {
    const found = result.measures.filter((m) => m.group === group.id && (group.id !== "open" || m.amount || m.price));
    if (!found.length) continue;
    lines.push("", `【${group.label}】`);
    for (const measure of found) {
      const article = catalogue.articleOf.get(measure.article);
      const worth = worthOf(measure, figure, catalogue.measureOf.get(measure.id)?.gives);
      lines.push(`· ${catalogue.nameOf(measure.id)}${worth ? `：${worth}` : ""}（${article?.name ?? ""}）`);
      if (group.id === "services") continue;
      const missing = group.id === "open" ? measure.missing.map((id) => catalogue.labelOf(id)).join("；") : "";
      lines.push(missing ? `  还缺：${missing}` : `  为什么：${reasonsInWords(measure)}`, `  责任单位：${measure.units.join("、")}`);
    }
  }
  const beyond = leftOut(result, catalogue);
  if (beyond.length) lines.push("", `${policy.left_out}：`, ...beyond.map(({ name, text }) => `· ${name}：${text}`));
  const open = openReadings(result, figure, catalogue);
  if (open.length) lines.push("", `【${policy.waiting}的读法】`, ...open.map((words) => `· ${words}`));
  lines.push("", "【所填情况】");
  for (const [label, answer] of answersInWords(result, state, catalogue)) lines.push(`· ${label}：${answer}`);
  lines.push("", ...result.notes.slice(1), `政策咨询电话：${policy.hotline}`, link);
  return lines.join("\n");
}
