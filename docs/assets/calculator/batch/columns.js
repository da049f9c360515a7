/** Which column holds what: the lists to choose from, one for each column, a few at a time. */
import { html, nothing } from "../../vendor/lit-html.js";
import { yuan } from "../shared/numbers.js";
import { choices } from "./choices.js";

/**
 * @typedef {import("./table_session.js").Column} Column
 * @typedef {import("./table_session.js").Lists} Lists
 * @typedef {import("./table_session.js").Reading} Reading
 */

export const CARRY = "keep";
export const LEAVE = "leave";

/** Columns that are listed at first, and more at each wish: each has a list of eighty questions. */
export const LISTED = 20;

/** Whether a column holds amounts, which have units. @param {Lists} lists @param {Column} column */
export const holdsAmounts = (lists, column) => lists.facts.some((fact) => fact.id === column.use && fact.is_amount);

/** Whether amounts without a unit are below a heading that names none. @param {Lists} lists @param {Column} column */
export const lacksUnit = (lists, column) => holdsAmounts(lists, column) && !column.unit && column.bare > 0;

/** Whether signs such as / are in the place of answers, and nobody said of which. @param {Column} column */
export const lacksBlank = (column) =>
  ![CARRY, LEAVE, ""].includes(column.use) && !column.blank && Object.keys(column.blanks).length > 0;

/** Whether a person has to look at a column. @param {Lists} lists @param {Column} column */
export const asksForALook = (lists, column) =>
  column.use === "" || (column.proposed && column.use !== CARRY) || lacksUnit(lists, column) || lacksBlank(column);

/**
 * The columns: first those that a person has to look at, then, folded away, the others.
 *
 * @param {object} given
 * @param {Lists} given.lists
 * @param {Column[]} given.columns As they are used now.
 * @param {Set<number>} given.asked The columns that had to be looked at at first.
 * @param {number} given.listed How many of each kind are listed.
 * @param {Set<number>} given.remembered The columns whose use this browser remembered.
 * @param {boolean} given.remembersAny Whether this browser remembers anything.
 * @param {(...columns: Column[]) => void} given.change
 * @param {() => void} given.more
 * @param {() => void} given.forget
 * @param {() => void} given.map
 */
export function columnsView({ lists, columns, asked, listed, remembered, remembersAny, change, more, forget, map }) {
  const open = columns.filter((column) => asked.has(column.index));
  const known = columns.filter((column) => !asked.has(column.index));
  const unknown = columns.filter((column) => column.use === "");
  const bare = columns.filter((column) => lacksUnit(lists, column));
  const item = (/** @type {Column} */ column) => columnView(lists, column, remembered.has(column.index), change);
  const list = (/** @type {Column[]} */ some) => html`<ul class="batch-columns">${some.slice(0, listed).map(item)}</ul>
    ${some.length > listed ? html`<p><button type="button" class="calc-button batch-more" @click=${more}>再列出一些（还有 ${some.length - listed} 列）</button></p>` : nothing}`;
  return html`
    ${open.length
      ? html`<p>${unknown.length
            ? html`<strong>还有 ${unknown.length} 列没有认出来</strong>，请为每一列选择它对应的问题；只是带着走的（如经办人、注册资本），选“原样带到结果”。`
            : "这几列请看一看："}</p>
          ${unknown.length ? html`<p><button type="button" class="calc-button" id="batch-keep-rest" @click=${() => change(...unknown.map((column) => ({ ...column, use: CARRY })))}>没有认出的 ${unknown.length} 列都原样带到结果</button></p>` : nothing}
          ${bare.length > 1
            ? html`<p><label>没有写单位的 ${bare.length} 列金额都按
                <select id="batch-units" @change=${(/** @type {any} */ event) => change(...bare.map((column) => ({ ...column, unit: Number(event.target.value) })))}>
                  <option value="">请选择</option>
                  ${lists.units.map(([unit, word]) => html`<option value=${unit}>${word}</option>`)}
                </select></label></p>`
            : nothing}
          ${list(open)}`
      : nothing}
    ${known.length
      ? html`<details class="batch-fold">
          <summary>已经认出的 ${known.length} 列（可以改）</summary>
          ${list(known)}
        </details>`
      : nothing}
    <p class="calc-help">您选的对应关系按列名记在这个浏览器里，下次同样的列名自动选上并标出来；金额的单位每次都问，表里的内容不记。</p>
    <p class="calc-buttons">
      <button type="button" class="calc-button" id="batch-map" @click=${map}>下载列的对应（给命令行 --map 用）</button>
      ${remembersAny ? html`<button type="button" class="calc-button" id="batch-forget" @click=${forget}>忘掉记住的选择</button>` : nothing}
    </p>`;
}

/**
 * @param {Lists} lists
 * @param {Column} column
 * @param {boolean} isRemembered
 * @param {(column: Column) => void} change
 */
function columnView(lists, column, isRemembered, change) {
  const { letters, heading, samples, use, proposed, remark, blanks, blank } = column;
  const name = `${letters} 列${heading ? `“${heading}”` : "（没有列名）"}`;
  const id = `batch-column-${column.index}`;
  const signs = Object.entries(blanks);
  const isAsked = ![CARRY, LEAVE, ""].includes(use);
  const isOpen = use === "" || lacksUnit(lists, column) || lacksBlank(column);
  return html`<li class="batch-column ${isOpen ? "batch-open" : ""}">
    <span class="batch-what"><label for=${id}><strong>${name}</strong></label>${isRemembered
      ? html` <span class="batch-tag">上次选的</span>`
      : proposed ? html` <span class="batch-tag">建议，请看一看</span>` : nothing}${remark ? html`<span class="batch-remark">${remark}</span>` : nothing}</span>
    <span class="batch-samples">${samples.length ? `例：${samples.join("、")}` : "（前几行是空的）"}</span>
    <span class="batch-choice">
      <select id=${id} data-use=${use} @change=${(/** @type {any} */ event) => change({ ...column, use: event.target.value, proposed: false })}>${usesOf(lists)}</select>
      ${holdsAmounts(lists, column) ? unitView(lists.units, name, column, change) : nothing}
      ${isAsked && signs.length
        ? choices({
            label: `${signs.map(([sign, count]) => `${count} 格写着“${sign}”`).join("、")}，当作`,
            of: name,
            options: [{ value: "no", label: "没有" }, { value: "unknown", label: "不清楚" }],
            value: blank ?? "",
            choose: (value) => change({ ...column, blank: value }),
          })
        : nothing}
    </span>
  </li>`;
}

/**
 * @param {Lists["units"]} units
 * @param {string} name
 * @param {Column} column
 * @param {(column: Column) => void} change
 */
function unitView(units, name, column, change) {
  const { unit, unit_from: from, example } = column;
  const number = Number(example.replaceAll(",", ""));
  const read = (/** @type {number} */ size) => {
    const amount = Math.trunc(number * size);
    return example && Number.isSafeInteger(amount) ? `（${example} → ${yuan(amount)}）` : "";
  };
  return html`<label class="batch-unit">没写单位的数按${from ? html`<span class="calc-hidden">（${from}写明）</span>` : nothing}
    <select aria-label="${name}没写单位的数按" @change=${(/** @type {any} */ event) => change({ ...column, unit: Number(event.target.value) || null })}>
      <option value="" ?selected=${!unit}>请选择单位</option>
      ${units.map(([size, word]) => html`<option value=${size} ?selected=${unit === size}>${word}${read(size)}</option>`)}
    </select></label>`;
}

/** @type {WeakMap<Lists, import("../../vendor/lit-html.js").TemplateResult>} */
const uses = new WeakMap();

/**
 * All that a column can be used for. It is one piece without a gap to fill, which a browser copies at
 * once: twenty lists of eighty options, each drawn by itself, would hold the page.
 *
 * @param {Lists} lists
 */
function usesOf(lists) {
  const known = uses.get(lists);
  if (known) return known;
  const group = (/** @type {string} */ label, /** @type {{id: string, label: string}[]} */ items) =>
    `<optgroup label="${escaped(label)}">${items.map((item) => option(item.id, item.label)).join("")}</optgroup>`;
  const text = [
    option("", "请选择"),
    option(CARRY, "原样带到结果"),
    option(LEAVE, "不用这一列"),
    ...topicsOf(lists).map(([topic, facts]) => group(topic, facts)),
    group("主管部门答复的读法", lists.readings),
  ].join("");
  const made = html(Object.assign([text], { raw: [text] }));
  uses.set(lists, made);
  return made;
}

/** Let each list show what its column is used for. @param {Element} root */
export function showUses(root) {
  for (const list of /** @type {NodeListOf<HTMLSelectElement>} */ (root.querySelectorAll("select[data-use]"))) {
    list.value = list.dataset.use ?? "";
  }
}

/** @param {string} id @param {string} label */
const option = (id, label) => `<option value="${escaped(id)}">${escaped(label)}</option>`;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** @param {Lists} lists */
function topicsOf(lists) {
  /** @type {Map<string, import("./table_session.js").Fact[]>} */
  const topics = new Map();
  for (const fact of lists.facts) topics.set(fact.topic, [...(topics.get(fact.topic) ?? []), fact]);
  return [...topics];
}

/**
 * The readings that the authority has settled for all rows.
 *
 * @param {Reading[]} readings
 * @param {Record<string, boolean>} settled
 * @param {(reading: string, value: boolean | null) => void} settle
 */
export function readingsView(readings, settled, settle) {
  const count = Object.keys(settled).length;
  return html`<details class="batch-fold">
    <summary>主管部门已经答复的读法（已选 ${count} 项）</summary>
    <p class="calc-help">条文能读成两种的地方，没有答复就都留“还没有答复”，结果会同时算两种。</p>
    <ul class="batch-columns">
      ${readings.map((reading) => {
        const value = settled[reading.id];
        return html`<li class="batch-column">
          <label for="batch-reading-${reading.id}"><strong>${reading.label}</strong></label>
          <span class="batch-samples">${reading.reply ? reading.reply.source : `须由${reading.unit}答复`}</span>
          <span class="batch-choice"><select id="batch-reading-${reading.id}" @change=${(/** @type {any} */ event) => settle(reading.id, event.target.value === "" ? null : event.target.value === "true")}>
            <option value="" ?selected=${value === undefined}>${reading.reply ? `按答复：${reading.reply.value ? reading.yes : reading.no}` : "还没有答复"}</option>
            <option value="true" ?selected=${value === true}>${reading.yes}</option>
            <option value="false" ?selected=${value === false}>${reading.no}</option>
          </select></span>
        </li>`;
      })}
    </ul>
  </details>`;
}
