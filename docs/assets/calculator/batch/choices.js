/** One of a few answers, chosen with one click; none is chosen beforehand. */
import { html } from "../../vendor/lit-html.js";

/**
 * @param {object} given
 * @param {string} given.label What is asked.
 * @param {string} [given.of] What it is asked of, for those who hear it.
 * @param {{value: string, label: string}[]} given.options
 * @param {string} given.value The chosen one, or "".
 * @param {(value: string) => void} given.choose
 */
export function choices({ label, of = "", options, value, choose }) {
  return html`<span class="batch-ask" role="group" aria-label="${of ? `${of}：` : ""}${label}">
    <span>${label}</span>
    ${options.map(
      (option) => html`<button type="button" class="calc-button" aria-pressed=${option.value === value ? "true" : "false"} @click=${() => choose(option.value)}>${option.label}</button>`,
    )}
  </span>`;
}
