/** What amounts have in common: one number or a range, typed and echoed at once. */
import { part } from "./controls.js";

/** @import { Amount, Kind } from "../shared/types.d.ts" */

/** @param {Amount} amount @returns {Kind} */
export function kindOfAmount({ accepted, parse, typed, say }) {
  return {
    written: (answer) => [answer].flat().join(".."),

    read(value) {
      const ends = value.split("..");
      if (ends.length > 2 || !ends.every((end) => accepted.test(end))) return undefined;
      const [low, high] = ends.map(Number);
      if (low === undefined || low > Number.MAX_SAFE_INTEGER) return undefined;
      if (high === undefined) return low;
      return high > Number.MAX_SAFE_INTEGER || high < low ? undefined : [low, high];
    },

    said(field) {
      if (part(field, "unknown").checked) return { unknown: true };
      const isRange = part(field, "range").checked;
      const [low, high] = ["low", "high"].map((name) => part(field, name).value.trim());
      if (!low && !(isRange && high)) return {};
      if (isRange && !(low && high)) return { error: "请把范围的两头都填上；只知道一个数时，取消“只知道范围”。" };
      const ends = (isRange ? [low, high] : [low]).map((text) => parse(text ?? "", field));
      for (const end of ends) if ("error" in end) return { error: end.error };
      const [from, to] = ends.map((end) => ("value" in end ? end.value : 0));
      if (from === undefined) return {};
      if (to === undefined || to === from) return { answer: from };
      if (to < from) return { error: "范围的上限要不小于下限。" };
      return { answer: [from, to] };
    },

    show(field, answer, unknown) {
      const ends = answer === undefined ? [] : [answer].flat().map(Number);
      const [low = "", high = ""] = typed(ends, field);
      part(field, "low").value = low;
      part(field, "high").value = high;
      part(field, "range").checked = ends.length > 1;
      part(field, "unknown").checked = unknown;
    },

    tidy(field, { answer }) {
      field.toggleAttribute("data-range", part(field, "range").checked);
      const echo = /** @type {HTMLOutputElement} */ (field.querySelector("output"));
      echo.textContent = answer === undefined ? "" : `＝${[answer].flat().map((end) => say(Number(end))).join("至")}`;
    },

    // An amount and "不清楚" exclude each other.
    changed(field, control) {
      if (control.type === "text" && control.value) part(field, "unknown").checked = false;
      if (control.dataset["part"] === "unknown" && "checked" in control && control.checked) {
        for (const name of ["low", "high"]) part(field, name).value = "";
      }
    },
  };
}
