/** Which column holds what: the lists to choose from, one for each column. */
import { html, nothing } from "../../vendor/lit-html.js";

/**
 * @typedef {import("./desk.js").Column} Column
 * @typedef {import("./desk.js").Lists} Lists
 * @typedef {import("./desk.js").Reading} Reading
 */

export const KEEP = "keep";
export const LEAVE = "leave";
const UNITS = [[1, "元"], [10_000, "万元"], [100_000_000, "亿元"]];

/**
 * The columns: first those that were not recognised, then, folded away, the others.
 *
 * @param {object} given
 * @param {Lists} given.lists
 * @param {Column[]} given.columns As they are used now.
 * @param {Set<number>} given.unknown The columns that were not recognised at first.
 * @param {(column: Column) => void} given.change
 * @param {() => void} given.keepRest
 */
export function columnsView({ lists, columns, unknown, change, keepRest }) {
  const asked = columns.filter((column) => unknown.has(column.index));
  const known = columns.filter((column) => !unknown.has(column.index));
  const left = columns.filter((column) => column.use === "").length;
  const item = (/** @type {Column} */ column) => columnView(lists, column, change);
  return html`
    ${asked.length
      ? html`<p>${left
            ? html`<strong>还有 ${left} 列没有认出来</strong>，请为每一列选择它对应的问题；只是带着走的（如经办人、注册资本），选“原样带到结果”。`
            : "这几列没有认出来，按您的选择处理："}</p>
          ${left ? html`<p><button type="button" class="calc-button" id="batch-keep-rest" @click=${keepRest}>没有认出的 ${left} 列都原样带到结果</button></p>` : nothing}
          <ul class="batch-columns">${asked.map(item)}</ul>`
      : nothing}
    ${known.length
      ? html`<details class="batch-fold">
          <summary>已经认出的 ${known.length} 列（可以改）</summary>
          <ul class="batch-columns">${known.map(item)}</ul>
        </details>`
      : nothing}`;
}

/**
 * @param {Lists} lists
 * @param {Column} column
 * @param {(column: Column) => void} change
 */
function columnView(lists, column, change) {
  const { letters, heading, samples, use, unit, near } = column;
  const name = `${letters} 列${heading ? `“${heading}”` : "（没有列名）"}`;
  const isMoney = lists.facts.some((fact) => fact.id === use && fact.kind === "money");
  const id = `batch-column-${column.index}`;
  return html`<li class=${use === "" ? "batch-open" : ""}>
    <label for=${id}><strong>${name}</strong>${use === "" ? near : ""}</label>
    <span class="batch-samples">${samples.length ? `例：${samples.join("、")}` : "（前几行是空的）"}</span>
    <span class="batch-choice">
      <select id=${id} @change=${(/** @type {any} */ event) => change({ ...column, use: event.target.value })}>
        <option value="" ?selected=${use === ""}>请选择</option>
        <option value=${KEEP} ?selected=${use === KEEP}>原样带到结果</option>
        <option value=${LEAVE} ?selected=${use === LEAVE}>不用这一列</option>
        ${topicsOf(lists).map(([topic, facts]) => html`<optgroup label=${topic}>${facts.map((fact) => option(fact, use))}</optgroup>`)}
        <optgroup label="主管部门答复的读法">${lists.readings.map((reading) => option(reading, use))}</optgroup>
      </select>
      ${isMoney
        ? html`<label class="batch-unit">没写单位的数按
            <select aria-label="${name}没写单位的数按" @change=${(/** @type {any} */ event) => change({ ...column, unit: Number(event.target.value) })}>
              ${UNITS.map(([value, label]) => html`<option value=${value} ?selected=${unit === value}>${label}</option>`)}
            </select></label>`
        : nothing}
    </span>
  </li>`;
}

/** @param {{id: string, label: string}} item @param {string} use */
function option({ id, label }, use) {
  return html`<option value=${id} ?selected=${use === id}>${label}</option>`;
}

/** @param {Lists} lists */
function topicsOf(lists) {
  /** @type {Map<string, import("./desk.js").Fact[]>} */
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
        return html`<li>
          <label for="batch-reading-${reading.id}"><strong>${reading.label}</strong></label>
          <span class="batch-samples">须由${reading.unit}答复</span>
          <span class="batch-choice"><select id="batch-reading-${reading.id}" @change=${(/** @type {any} */ event) => settle(reading.id, event.target.value === "" ? null : event.target.value === "true")}>
            <option value="" ?selected=${value === undefined}>还没有答复</option>
            <option value="true" ?selected=${value === true}>${reading.yes}</option>
            <option value="false" ?selected=${value === false}>${reading.no}</option>
          </select></span>
        </li>`;
      })}
    </ul>
  </details>`;
}
