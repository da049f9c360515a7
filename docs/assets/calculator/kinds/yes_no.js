/** Yes or no. */
import { UNKNOWN, check, checked } from "./controls.js";

/** @type {import("../shared/types.d.ts").Kind} */
export const yesNo = {
  written: (answer) => (answer ? "yes" : "no"),

  read: (value) => (value === "yes" ? true : value === "no" ? false : undefined),

  denial: () => false,

  said(field) {
    const [value] = checked(field);
    if (value === UNKNOWN) return { unknown: true };
    return value === undefined ? {} : { answer: value === "yes" };
  },

  show(field, answer, unknown) {
    check(field, unknown ? [UNKNOWN] : answer === undefined ? [] : [answer === false ? "no" : "yes"]);
  },
};
