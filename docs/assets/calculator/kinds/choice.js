/** One of several options, or those of them that are still possible. */
import { UNKNOWN, check, checked, options, part } from "./controls.js";

/** @type {import("../shared/types.d.ts").Kind} */
export const choice = {
  written: String,

  read(value, fact) {
    const ids = (fact.options ?? []).map((option) => option.id);
    const chosen = value.split(",");
    if (!chosen.every((id) => ids.includes(id))) return undefined;
    const left = ids.filter((id) => chosen.includes(id));
    return left.length === 1 ? left[0] : left;
  },

  said(field, fact) {
    const chosen = checked(field);
    if (chosen.includes(UNKNOWN)) return { unknown: true };
    // All of them say as little as none.
    if (chosen.length === 0 || chosen.length === fact.options?.length) return {};
    return { answer: chosen.length === 1 ? chosen[0] : chosen };
  },

  show(field, answer, unknown) {
    const chosen = answer === undefined ? [] : [answer].flat().map(String);
    takeSeveral(field, chosen.length > 1);
    part(field, "several").checked = chosen.length > 1;
    check(field, unknown ? [UNKNOWN] : chosen);
  },

  changed(field, control) {
    if (!(control instanceof HTMLInputElement)) return;
    if (control.dataset["part"] === "several") takeSeveral(field, control.checked);
    // "不清楚" and an option exclude each other among tick boxes too.
    if (control.type === "checkbox" && control.value === UNKNOWN && control.checked) check(field, [UNKNOWN]);
  },
};

/** Let the options take several answers that are still possible, or one. @param {HTMLElement} field @param {boolean} several */
function takeSeveral(field, several) {
  const [first] = checked(field);
  for (const input of options(field)) input.type = several ? "checkbox" : "radio";
  if (!several && first) check(field, [first]);
}
