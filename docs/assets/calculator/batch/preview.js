/** What was read of a file, as a person can look at it: the sheet, the rows left out, the first cells. */
import { html, nothing } from "../../vendor/lit-html.js";
import { choices } from "./choices.js";
import { CARRY, LEAVE } from "./columns.js";
import { grouped } from "./results.js";

/**
 * @typedef {import("./table_session.js").Ask} Ask
 * @typedef {import("./table_session.js").Book} Book
 * @typedef {import("./table_session.js").Column} Column
 * @typedef {import("./table_session.js").Left} Left
 * @typedef {import("./table_session.js").PreviewRow} PreviewRow
 */

/** Rows left out that are shown, and columns without a question in the first rows. */
const MOST_LEFT = 100;
const MOST_CARRIED = 4;

/**
 * The sheets of a file, where it has several.
 *
 * @param {Book} book
 * @param {(name: string) => void} choose
 */
export function sheetsView({ sheets, sheet }, choose) {
  const filled = sheets.filter((each) => each.filled);
  if (filled.length < 2) return sheet ? html`<p>工作表：<strong id="batch-sheet-name">${sheet}</strong></p>` : nothing;
  return html`<div class=${sheet === null ? "calc-notice" : ""}>
    ${sheet === null ? html`<p><strong>这个文件有 ${filled.length} 张工作表里有内容。</strong>一次测算一张，请选哪一张。</p>` : nothing}
    <p><label>工作表
      <select id="batch-sheet" @change=${(/** @type {any} */ event) => event.target.value && choose(event.target.value)}>
        ${sheet === null ? html`<option value="" selected>请选择</option>` : nothing}
        ${filled.map((each) => html`<option value=${each.name} ?selected=${each.name === sheet}>${each.name}${each.visible ? "" : "（隐藏的）"}</option>`)}
      </select></label></p>
  </div>`;
}

/**
 * What the file leaves open, each to be answered before anything is worked out.
 *
 * @param {Ask[]} asks
 * @param {Record<string, string>} answers
 * @param {(id: string, value: string) => void} answer
 */
export function asksView(asks, answers, answer) {
  if (!asks.length) return nothing;
  return html`<div class="calc-notice" id="batch-asks">
    <h3>先看这几处</h3>
    <ul class="batch-columns">${asks.map(
      ({ id, text, choices: options }) => html`<li class=${answers[id] ? "" : "batch-open"}>${choices({ label: text, options, value: answers[id] ?? "", choose: (value) => answer(id, value) })}</li>`,
    )}</ul>
  </div>`;
}

/**
 * How many rows are taken, and which are not, with the reason.
 *
 * @param {number} rows
 * @param {Left[]} left
 * @param {string[]} notes
 */
export function countsView(rows, left, notes) {
  return html`<p id="batch-counts">算作申请主体的有 <strong>${grouped(rows)}</strong> 行${left.length ? html`，没有算的有 <strong>${grouped(left.length)}</strong> 行` : "，没有别的行"}。</p>
    ${notes.map((sentence) => html`<p class="calc-help">${sentence}</p>`)}
    ${left.length
      ? html`<details class="batch-fold" id="batch-left">
          <summary>没有算的 ${grouped(left.length)} 行和原因</summary>
          <ul>${left.slice(0, MOST_LEFT).map(({ number, reason, text }) => html`<li>第 ${number} 行，${reason}${text ? `：${text}` : ""}</li>`)}</ul>
          ${left.length > MOST_LEFT ? html`<p>只列出前 ${MOST_LEFT} 行。</p>` : nothing}
        </details>`
      : nothing}`;
}

/**
 * The first rows: each cell as the file has it, and as it was understood.
 *
 * @param {PreviewRow[]} rows
 * @param {Column[]} columns
 */
export function previewView(rows, columns) {
  const answering = columns.filter(({ use }) => ![CARRY, LEAVE, ""].includes(use));
  const carried = columns.filter(({ use }) => use === CARRY);
  const used = [...carried.slice(0, MOST_CARRIED), ...answering];
  const more = carried.length - MOST_CARRIED;
  const asked = new Set(answering.map(({ index }) => index));
  return html`<h3 id="batch-preview-title">前 ${rows.length} 行是这样读的</h3>
    <p class="calc-help">上面是表里写的，箭头后面是读懂的意思。${more > 0 ? `另有 ${more} 列原样带到结果，这里不列。` : ""}</p>
    <div class="batch-scroll" tabindex="0" role="region" aria-labelledby="batch-preview-title">
      <table class="batch-table batch-preview">
        <thead><tr><th scope="col">行</th>${used.map(({ letters, heading }) => html`<th scope="col">${letters}　${heading}</th>`)}</tr></thead>
        <tbody>${rows.map(
          (row) => html`<tr><th scope="row">${row.number}</th>${used.map(({ index }) => cellView(row, index, asked.has(index)))}</tr>`,
        )}</tbody>
      </table>
    </div>`;
}

/**
 * @param {PreviewRow} row
 * @param {number} index
 * @param {boolean} isAsked
 */
function cellView({ cells, read, wrong }, index, isAsked) {
  const text = cells[index] ?? "";
  if (index in wrong) return html`<td class="batch-wrong"><span class="batch-mark">有问题：</span>${text}</td>`;
  return html`<td>${text}${isAsked ? html`<span class="batch-read">→ ${read[index] || "没有回答"}</span>` : nothing}</td>`;
}
