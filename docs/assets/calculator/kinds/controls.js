/** The controls of one question, whose element is `field`. */

/** The value of "不清楚" among the options. */
export const UNKNOWN = "?";

/** The inputs that have a name. @param {HTMLElement} field @param {string} name @returns {HTMLInputElement[]} */
export function named(field, name) {
  return [...field.querySelectorAll("input")].filter((input) => input.name === name);
}

/** @param {HTMLElement} field */
export function options(field) {
  return named(field, field.dataset["fact"] ?? "");
}

/** @param {HTMLElement} field */
export function checked(field) {
  return options(field).filter((input) => input.checked).map((input) => input.value);
}

/** @param {HTMLElement} field @param {string[]} values */
export function check(field, values) {
  for (const input of options(field)) input.checked = values.includes(input.value);
}

/** @param {HTMLElement} field @param {string} name @returns {HTMLInputElement} */
export function part(field, name) {
  const input = field.querySelector(`[data-part="${name}"]`);
  if (!(input instanceof HTMLInputElement)) throw new Error(`The question ${field.dataset["fact"]} has no ${name}.`);
  return input;
}
