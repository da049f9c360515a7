/** Pictures of numbers, as inline SVG; each says in words what it shows. */
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { award, yuan } from "../shared/numbers.js";

/** @import { Ladder, Range } from "./types.d.ts" */

const WIDTH = 320;

/**
 * A range as a bar that ends with it: what is certain is filled, what depends on readings is hatched.
 * @param {Range} total In 元, the upper end above 0.
 */
export function rangeBar({ low, high }) {
  const certain = Math.round((low / high) * (WIDTH - 4));
  return html`<svg class="calc-picture calc-range" viewBox="0 0 ${WIDTH} 20" role="img" aria-label=${`下限${award({ low, high: low })}，上限${award({ low: high, high })}`}>
    ${svg`<defs><pattern id="calc-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="calc-possible" width="3" height="6"/></pattern></defs>
    <rect class="calc-track" x="2" y="2" width=${WIDTH - 4} height="16" rx="3"/>
    <rect x="2" y="2" width=${WIDTH - 4} height="16" rx="3" fill="url(#calc-hatch)"/>
    <rect class="calc-certain" x="2" y="2" width=${certain} height="16" rx="3"/>`}
  </svg>`;
}

/**
 * The tiers of an award as stairs, with the amounts known so far and the next line.
 * @param {Ladder} ladder
 * @param {{peak: number | null, reached: number}} place Where the engine sees the highest amount known so far.
 * @param {boolean} over Whether the term is over: then no line is still ahead.
 */
export function stairs({ tiers }, { peak: here, reached }, over) {
  const next = tiers[reached];
  const step = WIDTH / (tiers.length + 1);
  const top = (/** @type {number} */ number) => 92 - ((number + 1) * 66) / tiers.length;
  const standing = reached ? `到第 ${reached} 档${next ? "" : "，即最高一档"}` : "没有到第一档";
  const words = [
    `档次：${tiers.map((tier) => `${yuan(tier.line)}奖${award({ low: tier.award, high: tier.award })}`).join("，")}。`,
    here === null ? "还不知道营收。" : `已知最高的年营收${yuan(here)}，${standing}。`,
    here !== null && next && !over ? `离下一档${yuan(next.line)}还差${yuan(next.line - here)}。` : "",
  ].join("");
  // You stand on the stair that was reached, as far along it as you are on from its line to the next.
  const from = reached ? (tiers[reached - 1]?.line ?? 0) : 0;
  const along = here === null || !next ? 0.5 : (here - from) / (next.line - from);
  const x = (reached + 0.12 + 0.76 * along) * step;
  const y = reached ? top(reached - 1) : 92;
  return html`<figure class="calc-figure">
    <svg class="calc-picture" viewBox="0 0 ${WIDTH} 126" role="img" aria-label=${words}>
      ${svg`<line class="calc-ground" x1="0" x2=${WIDTH} y1="92" y2="92"/>
      ${tiers.map(
        (tier, number) => svg`
        <rect class=${number < reached ? "calc-stair calc-reached" : "calc-stair"} x=${(number + 1) * step} y=${top(number)} width=${step - 2} height=${92 - top(number)}/>
        <text class="calc-label" x=${(number + 1.5) * step} y="106">${yuan(tier.line)}</text>
        <text class="calc-label calc-strong" x=${(number + 1.5) * step} y="121">${yuan(tier.award)}</text>`,
      )}
      <text class="calc-label" x=${step / 2} y="106">年营收</text>
      <text class="calc-label calc-strong" x=${step / 2} y="121">奖励</text>
      ${here === null ? nothing : svg`<circle class="calc-here" cx=${x} cy=${y - 7} r="5"/><text class="calc-label calc-strong" x=${Math.min(Math.max(x, 40), WIDTH - 40)} y=${y - 16}>${yuan(here)}</text>`}`}
    </svg>
    <figcaption>${here === null ? "各档营收和奖励" : html`●已知最高的年营收：${standing}${next && !over ? html`，离下一档${yuan(next.line)}还差<strong>${yuan(next.line - here)}</strong>` : nothing}`}</figcaption>
  </figure>`;
}

/**
 * A square of black and white as one SVG path.
 * @param {{size: number, data: boolean[][]}} code
 * @param {string} words
 */
export function square(code, words) {
  const path = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`<svg class="calc-code" viewBox="0 0 ${code.size} ${code.size}" role="img" aria-label=${words} shape-rendering="crispEdges">
    ${svg`<rect width=${code.size} height=${code.size} fill="#fff"/><path d=${path} fill="#000"/>`}
  </svg>`;
}
