/** Whether something happened, and on which day or in which month. */
import { quoted } from "../shared/link.js";
import { dayInWords, halfWidth } from "../shared/numbers.js";
import { checked, part } from "./controls.js";
import { yesNo } from "./yes_no.js";

/** @import { Answer, Catalogue, Fact } from "../shared/types.d.ts" */

/** @type {import("../shared/types.d.ts").Kind} */
export const event = {
  ...yesNo,

  written: (answer) => (typeof answer === "boolean" ? yesNo.written(answer) : [answer].flat().join("..")),

  read: (value, fact) => (isDay(value) ? value : spanOf(value) ?? yesNo.read(value, fact)),

  said(field, fact) {
    const said = yesNo.said(field, fact);
    if (said.answer !== true) return said;
    const date = part(field, "date");
    if (date.validity.badInput) return { error: "日期不完整，请填年、月、日，或清空。" };
    const month = part(field, "month").value;
    const days = daysOf(month);
    if (month && !days) return { error: "请填月份或年份，例如 2024-05、202405、2024。" };
    if (!date.value) return { answer: days ?? true };
    if (days && (date.value < days[0] || date.value > days[1])) return { error: "日期不在所填的年月里，请改一个或清空一个。" };
    return isDay(date.value) ? { answer: date.value } : { error: "请填一个真实的日期，例如 2024-05-01。" };
  },

  show(field, answer, unknown) {
    yesNo.show(field, answer, unknown);
    part(field, "date").value = typeof answer === "string" ? answer : "";
    const [from, to] = Array.isArray(answer) ? answer.map(String) : [];
    const month = from?.slice(0, 7) ?? "";
    part(field, "month").value = daysOf(month)?.[1] === to ? month : month.slice(0, 4);
  },

  tidy(field) {
    field.toggleAttribute("data-yes", checked(field).includes("yes"));
  },

  // Said at once where a day is outside the term, or hangs on a reading.
  remark(answer, fact, catalogue) {
    return typeof answer === "boolean" ? null : { text: aboutTerm(answer, fact, catalogue) };
  },
};

/**
 * What a day outside the term means; nothing for one inside however the text is read, nor where one outside
 * can count as well.
 * @param {Answer} answer A day, or the first and the last on which it can have been.
 * @param {Fact} fact
 * @param {Catalogue} catalogue
 */
function aboutTerm(answer, { outside_term: counts, measures }, catalogue) {
  const { signed, published, last_day: last, first_day: starts } = catalogue.policy;
  const [first, later, end] = [signed, published, last].map(dayInWords);
  const [from = "", to = from] = [answer].flat().map(String);
  if (!counts || (from >= published && to <= last)) return "";
  if (to <= last && counts.before.length === measures.length) return "";
  if (from <= last && to > last) return `是否在有效期内，要看是哪一天：有效期到${end}为止。`;
  if (to >= signed && from < published) {
    const isTold = from >= signed && to < published;
    return `是否在有效期内，要看${isTold ? "" : "是哪一天，以及"}从哪一天起施行（${first}或${later}，${starts}）。`;
  }
  const term = counts.before.length === measures.length ? `有效期到${end}为止` : `${later}至${end}；如从成文日起施行，则从${first}起`;
  const still = from > last ? counts.after : counts.before;
  const only = still.length < measures.length ? still.map((id) => quoted(catalogue.nameOf(id))).join("") : "";
  return `不在有效期内（${term}）。${only ? `这个日期只用于${only}。` : "请核对日期。"}`;
}

/** Whether a text is a day of the calendar, written as 2024-05-01. @param {string} text */
export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "1900") return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

/**
 * The two days of a month or a year that is written "2024-05-01..2024-05-31". The form can show no other span, so
 * none is taken: it would come back as something else.
 * @param {string} text
 * @returns {[string, string] | undefined}
 */
function spanOf(text) {
  return [text.slice(0, 7), text.slice(0, 4)].map(daysOf).find((days) => days?.join("..") === text);
}

/**
 * The first and the last day of a month such as "2024-05", "2024.5", "202405" or "2024年5月", or of a year such
 * as "2024"; undefined for all else.
 * @param {string} text
 * @returns {[string, string] | undefined}
 */
export function daysOf(text) {
  const [, year, parted, joined] = /^\s*(\d{4})(?:\s*[-./年]\s*(\d{1,2})\s*月?|(\d{2})|\s*年?)\s*$/.exec(halfWidth(text)) ?? [];
  if (!year) return undefined;
  const month = parted ?? joined;
  const start = `${year}-${(month ?? "1").padStart(2, "0")}`;
  if (!isDay(`${start}-01`)) return undefined;
  if (month === undefined) return [`${year}-01-01`, `${year}-12-31`];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return [`${start}-01`, `${start}-${days}`];
}
