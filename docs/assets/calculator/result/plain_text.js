/** Answers and results in words: for the sheet of paper, the clipboard and the screen reader. */
import { denial, deniedTopics, quoted } from "../shared/link.js";
import { award, price } from "../shared/numbers.js";

/**
 * @typedef {import("../shared/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../shared/catalogue.js").Result} Result
 * @typedef {import("../shared/catalogue.js").MeasureResult} MeasureResult
 * @typedef {import("../shared/link.js").State} State
 */

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
 * What a measure comes to, in a few words.
 * @param {MeasureResult} measure
 */
export function worthOf(measure) {
  if (measure.status === "ineligible") return "";
  if (measure.price) {
    return floorPrice(measure.price) || "还不知道单价";
  }
  if (measure.amount) {
    return totalInWords(measure.amount);
  }
  return measure.class === "Q" ? "条文未写金额" : "";
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
 * What is worked out is the lower limit of a price, and is never given without saying so.
 * @param {{low: number, high: number | null}} span In 元/㎡; high is null without a bound.
 */
export function floorPrice({ low, high }) {
  if (high === null) return low > 0 ? `底价下限至少${price(low)}` : "";
  return low === high ? `底价不低于${price(low)}` : `底价下限${price(low)}至${price(high)}`;
}

/**
 * What one of the two answers to a reading gives, if the other gives something else; "" if both agree.
 * @param {import("../shared/catalogue.js").Outcome} outcome
 * @param {import("../shared/catalogue.js").Outcome} other
 * @param {Catalogue} catalogue
 */
export function outcomeInWords(outcome, other, catalogue) {
  const lines = outcome.low !== other.low || outcome.high !== other.high ? [`合计 ${totalInWords(outcome)}`] : [];
  for (const [measure, price] of Object.entries(outcome.prices)) {
    if (Boolean(price) === Boolean(other.prices[measure])) continue;
    lines.push(`${catalogue.nameOf(measure)}：${price ? floorPrice(price) || "可按条文计算" : "没有（不符合）"}`);
  }
  return lines.length ? ` → ${lines.join("；")}` : "";
}

/**
 * The readings that can still change a number, each with what either answer gives where that differs.
 * @param {Pick<Result, "measures" | "readings">} result
 * @param {Catalogue} catalogue
 */
export function openReadings(result, catalogue) {
  const unsettled = new Set(result.measures.filter((m) => m.amount || m.price).flatMap((m) => m.unsettled));
  return catalogue.readings.filter((reading) => unsettled.has(reading.id)).map((reading) => {
    const outcomes = result.readings.find(({ id }) => id === reading.id);
    const [yes, no] = outcomes ? [outcomeInWords(outcomes.true, outcomes.false, catalogue), outcomeInWords(outcomes.false, outcomes.true, catalogue)] : ["", ""];
    const worth = yes || no ? `按${quoted(reading.true)}${yes}；按${quoted(reading.false)}${no}` : "";
    return `${reading.question}${worth}（问${reading.unit}）`;
  });
}

/**
 * What a measure or all together come to, in a few words.
 * @param {import("../shared/catalogue.js").Range} total
 */
export function totalInWords(total) {
  if (total.low === 0 && total.high > 0) return `最多${award({ low: total.high, high: total.high })}`;
  return award(total);
}

/**
 * What the live region says after a change.
 * @param {Result} result
 */
export function announcement(result) {
  const count = (/** @type {string} */ group) => result.measures.filter((m) => m.group === group).length;
  return `测算结果：${totalInWords(result.total)}。期内符合、条文写明金额的 ${count("awards")} 项，待定 ${count("open")} 项。`;
}

/**
 * The whole result as plain text, to be pasted into a message.
 * @param {Result} result
 * @param {State} state
 * @param {Catalogue} catalogue
 * @param {string} link
 */
export function asText(result, state, catalogue, link) {
  const lines = [
    `《${catalogue.policy.title}》（${catalogue.policy.number}）测算`,
    `合计：${totalInWords(result.total)}（${result.notes[0]}）`,
  ];
  const assumed = catalogue.readings.filter((r) => state.readings[r.id] !== undefined);
  for (const reading of assumed) {
    lines.push(`假设：${reading.question}按${quoted(state.readings[reading.id] ? reading.true : reading.false)}读（以${reading.unit}答复为准）`);
  }
  for (const group of catalogue.groups.filter((g) => g.id !== "none")) {
    const found = result.measures.filter((m) => m.group === group.id && (group.id !== "open" || m.amount || m.price));
    if (!found.length) continue;
    lines.push("", `【${group.label}】`);
    for (const measure of found) {
      const article = catalogue.articleOf.get(measure.article);
      const worth = worthOf(measure);
      lines.push(`· ${catalogue.nameOf(measure.id)}${worth ? `：${worth}` : ""}（${article?.name ?? ""}）`);
    }
  }
  const beyond = leftOut(result, catalogue);
  if (beyond.length) lines.push("", `${catalogue.policy.left_out}：`, ...beyond.map(({ name, text }) => `· ${name}：${text}`));
  const open = openReadings(result, catalogue);
  if (open.length) lines.push("", `【${catalogue.policy.waiting}的读法】`, ...open.map((words) => `· ${words}`));
  lines.push("", "【所填情况】");
  for (const [label, answer] of answersInWords(result, state, catalogue)) lines.push(`· ${label}：${answer}`);
  lines.push("", ...result.notes.slice(1), `政策咨询电话：${catalogue.policy.hotline}`, link);
  return lines.join("\n");
}
