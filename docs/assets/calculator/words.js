/** Answers and results in words: for the sheet of paper, the clipboard and the screen reader. */
import { deniedTopics, isDeniable } from "./link.js";
import { award, price, yuan } from "./numbers.js";

/**
 * @typedef {import("./catalogue.js").Catalogue} Catalogue
 * @typedef {import("./catalogue.js").Result} Result
 * @typedef {import("./catalogue.js").MeasureResult} MeasureResult
 * @typedef {import("./link.js").State} State
 * @typedef {import("./link.js").Answer} Answer
 */

/**
 * @param {import("./catalogue.js").Fact} fact
 * @param {Answer} answer
 * @param {Catalogue} catalogue
 */
export function answerInWords(fact, answer, catalogue) {
  if (answer === false) return "否";
  if (answer === true) return fact.kind === "event" ? "是，日期不清楚" : "是";
  const amount = fact.kind === "money" ? yuan : price;
  if (typeof answer === "number") return amount(answer);
  if (fact.kind === "money" || fact.kind === "unit_price") {
    const [low, high] = /** @type {[number, number]} */ (answer);
    return `${amount(low)}至${amount(high)}`;
  }
  if (fact.kind === "event") return `是，${answer}`;
  const chosen = Array.isArray(answer) ? answer : [answer];
  if (!chosen.length) return "没有";
  const labels = catalogue.optionsOf(fact).filter((o) => chosen.some((id) => id === o.id)).map((o) => o.label);
  return labels.join(fact.kind === "choice" ? " 或 " : "、");
}

/**
 * Question and answer, in the order of the form.
 * @param {State} state
 * @param {Catalogue} catalogue
 * @returns {[string, string][]}
 */
export function answersInWords(state, catalogue) {
  const denied = deniedTopics(state, catalogue);
  /** @type {[string, string][]} */
  const told = catalogue.facts.flatMap((fact) => {
    const answer = state.answers[fact.id];
    if (denied.includes(fact.topic) && isDeniable(fact)) return [];
    if (answer !== undefined) return [[fact.label, answerInWords(fact, answer, catalogue)]];
    return state.unknown.includes(fact.id) ? [[fact.label, "不清楚"]] : [];
  });
  const labels = catalogue.topics.filter((topic) => denied.includes(topic.id)).map((topic) => topic.label);
  return labels.length ? [...told, ["都没有的", labels.join("、")]] : told;
}

/** The groups of results, in their order. */
export const GROUPS = [
  { id: "awards", label: "可获奖补（金额明确）" },
  { id: "prices", label: "可按条文计算的底价" },
  { id: "open", label: "待确认" },
  { id: "possible", label: "可能符合，金额另行规定" },
  { id: "services", label: "可享受的服务和便利" },
  { id: "none", label: "不符合" },
];

/** @param {MeasureResult} measure */
export function groupOf(measure) {
  if (measure.status === "ineligible") return "none";
  if (measure.status === "undetermined") return "open";
  return { C: "awards", F: "prices", Q: "possible" }[measure.class] ?? "services";
}

/**
 * @param {MeasureResult} measure
 * @returns {{icon: string, word: string}}
 */
export function statusOf(measure) {
  if (measure.status === "ineligible") return { icon: "✕", word: "不符合" };
  if (measure.status === "undetermined") return { icon: "?", word: "待确认" };
  const word = { C: "可获奖补", F: "可按此底价", Q: "可能符合", S: "可享受" }[measure.class] ?? "符合";
  return { icon: "✓", word };
}

/**
 * What a measure comes to, in a few words.
 * @param {MeasureResult} measure
 */
export function worthOf(measure) {
  if (measure.status === "ineligible") return "";
  if (measure.price) {
    const { low, high } = measure.price;
    if (high === null) return low > 0 ? `不低于${price(low)}` : "待填单价";
    return low === high ? price(low) : `${price(low)}至${price(high)}`;
  }
  if (measure.amount) {
    return measure.amount.low === 0 ? `最多${award({ low: measure.amount.high, high: measure.amount.high })}` : award(measure.amount);
  }
  return measure.class === "Q" ? "条文未写金额" : "";
}

/**
 * The total in a few words.
 * @param {import("./catalogue.js").Range} total
 * @param {string} dash
 */
export function totalInWords(total, dash = "–") {
  if (total.low === 0 && total.high > 0) return `最多${award({ low: total.high, high: total.high })}`;
  return award(total, dash);
}

/**
 * The three facts that stand wherever results stand.
 * @param {Catalogue} catalogue
 * @param {string} today
 */
export function plainFacts(catalogue, today) {
  const { last_day: last } = catalogue.policy;
  // A measure may stand for several rows of the policy's list of measures.
  const counted = catalogue.measures
    .filter((m) => m.class === "C" || m.class === "F")
    .reduce((sum, m) => sum + m.row.split(",").length, 0);
  return [
    `政策有效期至 ${last}${today > last ? "，已届满。只测算有效期内发生的事，不再提示要有新事发生的下一步；是否仍受理须问主管部门。" : "。"}`,
    `仅 ${counted} 项措施有可计算的数字，其余没有写明金额，不作估计。`,
    "非官方测算，以官方原文为准，不构成承诺。",
  ];
}

/**
 * What the live region says after a change.
 * @param {Result} result
 */
export function spoken(result) {
  const count = (/** @type {string} */ group) => result.measures.filter((m) => groupOf(m) === group).length;
  return `测算结果：${totalInWords(result.total, "至")}。可获奖补 ${count("awards")} 项，待确认 ${count("open")} 项。`;
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
    `合计：${totalInWords(result.total, "至")}`,
  ];
  const assumed = catalogue.readings.filter((r) => state.readings[r.id] !== undefined);
  for (const reading of assumed) {
    lines.push(`假设：${reading.question}按“${state.readings[reading.id] ? reading.true : reading.false}”理解（以${reading.unit}答复为准）`);
  }
  for (const group of GROUPS.filter((g) => g.id !== "none")) {
    const found = result.measures.filter((m) => groupOf(m) === group.id && (group.id !== "open" || m.amount || m.price));
    if (!found.length) continue;
    lines.push("", `【${group.label}】`);
    for (const measure of found) {
      const article = catalogue.articleOf.get(measure.article);
      const worth = worthOf(measure);
      lines.push(`· ${catalogue.nameOf(measure.id)}${worth ? `：${worth}` : ""}（${article?.name ?? ""}）`);
    }
  }
  lines.push("", "【所填情况】");
  for (const [label, answer] of answersInWords(state, catalogue)) lines.push(`· ${label}:${answer}`);
  lines.push("", ...plainFacts(catalogue, result.as_of), `政策咨询电话：${catalogue.policy.hotline}`, link);
  return lines.join("\n");
}
