/**
 * Which of several things: none, or some of them.
 *
 * They can take every measure away, so this is denied by its own answer only, not with others of its topic.
 */
import { UNKNOWN, check, checked, named } from "./controls.js";

/** @type {import("../shared/types.d.ts").Kind} */
export const set = {
  isLast: true,

  written: (answer) => String(answer) || "none",

  read(value, fact) {
    if (value === "none") return [];
    // Without options of its own it names the measures that it bears on.
    const ids = fact.options?.map((option) => option.id) ?? fact.measures;
    const chosen = value.split(",");
    return chosen.every((id) => ids.includes(id)) ? ids.filter((id) => chosen.includes(id)) : undefined;
  },

  said(field) {
    const [value] = checked(field);
    if (value === UNKNOWN) return { unknown: true };
    if (value === "none") return { answer: [] };
    const chosen = members(field).filter((box) => box.checked).map((box) => box.value);
    return value === "some" && chosen.length ? { answer: chosen } : {};
  },

  show(field, answer, unknown) {
    const chosen = Array.isArray(answer) ? answer.map(String) : [];
    check(field, unknown ? [UNKNOWN] : answer === undefined ? [] : [chosen.length ? "some" : "none"]);
    for (const box of members(field)) box.checked = chosen.includes(box.value);
  },

  tidy(field) {
    field.toggleAttribute("data-yes", checked(field).includes("some"));
  },
};

/** @param {HTMLElement} field */
function members(field) {
  return named(field, `${field.dataset["fact"]}-member`);
}
