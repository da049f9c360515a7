/** An amount of money in 元, typed in 万元 or 亿元. */
import { decimal, halfWidth, parseAmount, probablyMeant, yuan } from "../shared/numbers.js";
import { kindOfAmount } from "./amount.js";
import { part } from "./controls.js";

const amount = kindOfAmount({
  accepted: /^\d{1,16}$/,
  parse: (text, field) => parseAmount(text, Number(unit(field).value), 0),
  typed(ends, field) {
    const power = (ends.at(-1) ?? 0) >= 1e8 ? 8 : 4;
    if (ends.length) unit(field).value = String(power);
    return ends.map((end) => decimal(end, power));
  },
  say: yuan,
});

/** @type {import("../shared/types.d.ts").Kind} */
export const money = {
  ...amount,

  // None of this is all that is below the lowest line of the policy, or of a ladder.
  denial(fact, { lines, measureOf }, line = lines?.low) {
    const hasLines = fact.measures.some((id) => measureOf.get(id)?.ladders.length);
    return hasLines && line ? [0, line - 1] : undefined;
  },

  // A unit typed along is the one that is chosen; one that is chosen later takes the place of the typed one.
  changed(field, control) {
    if (control instanceof HTMLSelectElement) {
      for (const name of ["low", "high"]) part(field, name).value = part(field, name).value.replace(/[万亿]?元?\s*$/, "");
      return;
    }
    const [, typed] = /([万亿])元?\s*$/.exec(halfWidth(control.value)) ?? [];
    if (typed) unit(field).value = typed === "亿" ? "8" : "4";
    amount.changed?.(field, control);
  },

  carry(from, to) {
    unit(to).value = unit(from).value;
  },

  // Whether an amount far outside the policy's lines was meant.
  remark(answer, fact, { lines }) {
    const meant = typeof answer === "number" ? probablyMeant(answer, lines) : null;
    if (meant === null) return null;
    const typed = yuan(Number(answer));
    return {
      text: `${typed}，数字不常见。是不是单位差了一万倍？`,
      offers: [
        { label: `改为${yuan(meant)}`, answer: meant },
        { label: `没有错，就是${typed}`, answer },
      ],
    };
  },
};

/** The power of ten that is chosen beside the number. @param {HTMLElement} field */
function unit(field) {
  return /** @type {HTMLSelectElement} */ (field.querySelector('[data-part="unit"]'));
}
