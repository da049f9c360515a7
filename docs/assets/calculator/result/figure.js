/** The first figure: what is settled, what is left to answer, why a range has its ends. */
import { quoted } from "../shared/link.js";
import { award, price } from "../shared/numbers.js";

/** @import { Catalogue, Figure, MeasureResult, Range, Result, State } from "./types.d.ts" */

/**
 * @param {Result} result
 * @param {Pick<State, "unknown">} state
 * @param {Catalogue} catalogue
 * @returns {Figure}
 */
export function figureOf(result, state, catalogue) {
  const { total } = result;
  const answered = new Set(result.answers.map(({ fact }) => fact));
  const isLeft = (/** @type {string} */ id) => !answered.has(id) && !state.unknown.includes(id);
  const asked = (/** @type {(measure: MeasureResult) => boolean} */ which) =>
    catalogue.asked(result.measures.filter((m) => which(m) && m.status !== "ineligible").flatMap((m) => m.missing));
  const missing = asked((m) => m.amount !== null);
  const left = missing.filter(isLeft);
  const vague = missing.filter((id) => !isLeft(id));
  const onAmounts = catalogue.facts.filter((fact) => fact.measures.some((id) => catalogue.measureOf.get(id)?.class === "C"));
  const known = { left, vague, payee: "", units: [], done: onAmounts.length - left.length, all: onAmounts.length };
  if (total.high > 0) {
    const isSettled = total.low === total.high || !left.length;
    const paid = result.measures.filter((m) => (isSettled ? m.amount?.high : m.amount?.low));
    const unnamed = paid.filter((m) => m.payee).length;
    if (unnamed) known.payee = (unnamed < paid.length ? `其中 ${unnamed} 项` : "") + catalogue.policy.payee_open;
    if (isSettled) return { ...known, kind: total.low === total.high ? "settled" : "range", label: "合计", main: award(total), rest: "" };
    const open = `还有 ${left.length} 题关系到金额`;
    const settled = award({ low: total.low, high: total.low });
    return total.low > 0 ? { ...known, kind: "open", label: "已确定", main: settled, rest: open } : { ...known, kind: "open", label: "", main: open, rest: "还没有确定的金额" };
  }
  const others = asked((m) => m.amount === null).filter(isLeft);
  const waiting = result.measures.filter((m) => m.group === "open").length;
  const more = others.length ? `另有 ${waiting} 项待定，还有 ${others.length} 题` : "";
  const unpriced = { ...known, left: others };
  const prices = result.measures.filter((m) => m.group === "prices");
  const possible = result.measures.filter((m) => m.group === "possible");
  if (prices.length + possible.length) {
    const words = possible.length ? `可能符合 ${possible.length} 项，原文没有写金额` : "";
    const [first = words] = prices.map((m) => worthOf(m));
    const found = possible.length ? possible : prices;
    const named = found.flatMap((m) => catalogue.measureOf.get(m.id)?.ask_first ?? []);
    const units = [...new Set(named.length ? named : found.flatMap((m) => m.units))];
    const rest = [first === words ? "" : words, more].filter(Boolean).join("；");
    return { ...unpriced, kind: "unpriced", label: "", main: first, rest, units };
  }
  const who = catalogue.facts[0]?.topic;
  if (others.length && !onAmounts.some((fact) => fact.topic !== who && answered.has(fact.id))) {
    return { ...unpriced, kind: "waiting", label: "", main: `还有 ${others.length} 题关系到结果`, rest: `原文没有写金额的 ${waiting} 项待定；写明金额的各项都不符合` };
  }
  return { ...unpriced, kind: "nothing", label: "合计", main: award(total), rest: ["原文写明金额的各项都不符合", more].filter(Boolean).join("；") };
}

/** The figure in a few words, for the lower edge of a phone. @param {Figure} figure */
export function figureInBrief({ kind, label, main, rest, payee }) {
  return [`${label}${main}`, payee, label && kind === "open" ? rest : ""].filter(Boolean).join("，");
}

/** The figure in one sentence without its end, to be heard and to be copied. @param {Figure} figure */
export function figureInWords({ label, main, rest, payee, units }) {
  return [`${label}${main}`, payee, units.length ? `请问${unitsInWords(units)}` : "", rest].filter(Boolean).join("，");
}

/** @param {string[]} units */
function unitsInWords(units) {
  return units.length > 3 ? `${units.slice(0, 2).join("、")}等 ${units.length} 个责任单位` : units.join("、");
}

/**
 * Why a range has its ends, each in one sentence: the readings without which it is not reached.
 * @param {Result} result
 * @param {Figure} figure
 * @param {Catalogue} catalogue
 * @returns {{low: string, high: string}}
 */
export function endsInWords(result, { vague }, catalogue) {
  const end = (/** @type {"low" | "high"} */ which) => {
    const at = result.total[which];
    const [name, so, guess] = which === "low" ? ["下限", "才这么少", "往少里算"] : ["上限", "才这么多", "往多里算"];
    const needed = [];
    const enough = [];
    for (const { id, true: yes, false: no } of result.readings) {
      const reading = catalogue.readingOf.get(id);
      if (!reading) continue;
      for (const [words, with_, without] of /** @type {const} */ ([[reading.true, yes, no], [reading.false, no, yes]])) {
        if (without[which] !== at) needed.push(quoted(words));
        else if (with_.low === at && with_.high === at) enough.push(quoted(words));
      }
    }
    const unclear = vague.length ? `没有答清的 ${vague.length} 题${guess}` : "";
    const why = needed.length
      ? `按${needed.join("和")}理解${unclear && `，${unclear}`}，${so}`
      : enough.length
        ? `按${enough.join("或")}理解，就是这个数`
        : unclear || `几处读法都${guess}`;
    return `${name} ${award({ low: at, high: at })}：${why}。`;
  };
  return { low: end("low"), high: end("high") };
}

/** What a reading changes, in 元. @param {Result["readings"][number]} outcomes */
export function worthOfReading({ true: yes, false: no }) {
  return Math.max(Math.abs(yes.low - no.low), Math.abs(yes.high - no.high));
}

/**
 * What a measure comes to, in a few words; where questions are left and it may be nothing, what the
 * text says of it.
 * @param {MeasureResult} measure
 * @param {Figure} [figure]
 * @param {string | null} [gives]
 */
export function worthOf(measure, figure, gives) {
  if (measure.status === "ineligible") return "";
  if (measure.price) return floorPrice(measure.price) || "还不知道单价";
  if (measure.amount) {
    return measure.amount.low === 0 && measure.missing.some((id) => figure?.left.includes(id)) && gives ? `原文：${gives}` : award(measure.amount);
  }
  return measure.class === "Q" ? "原文没有写金额" : "";
}

/** The lower limit of a price, never given without saying so. @param {{low: number, high: number | null}} span In 元/㎡. */
export function floorPrice({ low, high }) {
  if (high === null) return low > 0 ? `底价下限至少${price(low)}` : "";
  return low === high ? `底价不低于${price(low)}` : `底价下限${price(low)}至${price(high)}`;
}

/** What applicants in a table come to. @param {Range} total */
export function totalInWords(total) {
  if (total.low === 0 && total.high > 0) return `最多${award({ low: total.high, high: total.high })}`;
  return award(total);
}
