/** What helps beside a question: figures from which the engine works the answer out, or a list to choose from. */
import { parseAmount } from "../shared/numbers.js";

/** @import { Answer, Work } from "../shared/types.d.ts" */

/**
 * @param {HTMLElement} element The helper, with its fields.
 * @param {Work} work Asks the engine.
 * @param {(fact: string, answer: Answer | undefined) => void} answered Without an answer it is "不清楚".
 */
export function listenToHelper(element, work, answered) {
  const fact = element.dataset["helper"] ?? "";
  const industry = /** @type {HTMLSelectElement} */ (element.querySelector("select"));
  const status = /** @type {HTMLElement} */ (element.querySelector("[role=status]"));

  const show = () => {
    const asks = (industry.selectedOptions[0]?.dataset["asks"] ?? "").split(" ");
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-asked]"))) {
      row.hidden = !asks.includes(row.dataset["asked"] ?? "");
    }
    return asks;
  };

  let latest = 0;
  const change = async () => {
    const turn = ++latest;
    const asks = show();
    status.textContent = "";
    const { answer, note } = industry.selectedOptions[0]?.dataset ?? {};
    if (answer) {
      status.textContent = note ?? "";
      answered(fact, JSON.parse(answer) ?? undefined);
    }
    if (!industry.value || answer) return;
    /** @type {Record<string, string | number>} */
    const figures = { industry: industry.value };
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("input"))) {
      const key = input.dataset["figure"] ?? "";
      if (!asks.includes(key) || !input.value.trim()) continue;
      const read = parseAmount(input.value, Math.log10(Number(input.dataset["scale"])));
      if ("error" in read) {
        status.textContent = read.error;
        return;
      }
      figures[key] = read.value;
    }
    if (Object.keys(figures).length === 1) return;
    const said = await work(figures).catch(() => null);
    // A figure changed meanwhile: its own answer is on the way, and this one would only flicker.
    if (!said?.size || turn !== latest) return;
    status.textContent = `已按推算选好。${said.note ?? ""}`;
    answered(fact, said.size);
  };

  element.addEventListener("change", change);
  show();
}
