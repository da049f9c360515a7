/** The result of many applicants: sums, a table of some rows at a time, and one row's whole story. */
import { html, nothing } from "../../vendor/lit-html.js";
import { floorPrice, totalInWords } from "../result/figure.js";
import { yuan } from "../shared/numbers.js";

/**
 * @typedef {import("./table_session.js").View} View
 * @typedef {import("./table_session.js").Wish} Wish
 * @typedef {import("./table_session.js").Line} Line
 * @typedef {import("./table_session.js").Lists} Lists
 * @typedef {import("./table_session.js").Part} Part
 * @typedef {import("./table_session.js").Details} Details
 */

export const PAGE = 50;

/** Whether some rows are left out or moved. @param {Wish} wish */
export const isNarrowed = ({ order, status, words }) => order !== "" || status !== "" || words !== "";

/**
 * What the rows have together: of all measures, or of the one that was chosen.
 *
 * @param {{low: number | null, high: number | null}} view
 * @param {Wish} wish
 */
export function sumInWords({ low, high }, { measure }) {
  if (low === null || high === null) return "这一项条文没有写明金额";
  return `${measure < 0 ? "合计" : "这一项合计"}${totalInWords({ low, high })}`;
}

/** @param {Lists["states"]} states */
const orders = (states) => [
  ["", "按原表的顺序"],
  ["low", "合计下限，从高到低"],
  ["high", "合计上限，从高到低"],
  ["yes", `${states.eligible}的项数，从多到少`],
  ["open", `${states.undetermined}的项数，从多到少`],
  ["name", "名称"],
];
/** @param {Lists["states"]} states */
const statuses = (states) => [["", "不限"], ...Object.entries(states), ["problem", "有问题、没有测算"]];

/**
 * @param {object} given
 * @param {View} given.view
 * @param {Wish} given.wish
 * @param {Lists} given.lists
 * @param {Map<number, Details>} given.open The rows whose story is shown.
 * @param {(change: Partial<Wish>) => void} given.ask
 * @param {(place: number) => void} given.toggle
 */
export function resultsView({ view, wish, lists, open, ask, toggle }) {
  const { measures, states, groups } = lists;
  const last = Math.min(wish.start + wish.count, view.matching);
  const value = (/** @type {any} */ event) => event.target.value;
  return html`
    <div class="batch-filters" role="group" aria-label="筛选和排序">
      <label>措施<select id="batch-measure" @change=${(/** @type {Event} */ event) => ask({ measure: Number(value(event)), start: 0 })}>
        <option value="-1" ?selected=${wish.measure === -1}>任何一项</option>
        ${measures.map((name, number) => html`<option value=${number} ?selected=${wish.measure === number}>${name}</option>`)}
      </select></label>
      <label>结论<select id="batch-status" @change=${(/** @type {Event} */ event) => ask({ status: value(event), start: 0 })}>
        ${statuses(states).map(([id, label]) => html`<option value=${id} ?selected=${wish.status === id}>${label}</option>`)}
      </select></label>
      <label>排序<select id="batch-order" @change=${(/** @type {Event} */ event) => ask({ order: value(event), start: 0 })}>
        ${orders(states).map(([id, label]) => html`<option value=${id} ?selected=${wish.order === id}>${label}</option>`)}
      </select></label>
      <label>名称含有<input type="text" id="batch-words" autocomplete="off" .value=${wish.words} @change=${(/** @type {Event} */ event) => ask({ words: value(event).trim(), start: 0 })}></label>
    </div>
    <p class="batch-sum">列出 <strong>${grouped(view.matching)}</strong> 行（共 ${grouped(view.of)} 行），<strong id="batch-total">${sumInWords(view, wish)}</strong></p>
    ${view.rows.length
      ? html`<div class="batch-scroll" tabindex="0" role="region" aria-label="测算结果表">
          <table class="batch-table">
            <thead><tr><th scope="col">行</th><th scope="col">名称</th><th scope="col">${wish.measure < 0 ? "合计" : "该项金额"}</th><th scope="col" class="batch-roomy">${states.eligible}</th><th scope="col" class="batch-roomy">${states.undetermined}</th>${wish.measure < 0 ? nothing : html`<th scope="col">该项结论</th>`}<th scope="col">明细</th></tr></thead>
            <tbody>${view.rows.map((line) => row(line, wish.measure >= 0, open.get(line.place), groups, toggle))}</tbody>
          </table>
        </div>`
      : html`<p class="calc-welcome">没有这样的行。换一个筛选条件看看。</p>`}
    ${view.matching > wish.count
      ? html`<p class="batch-pager">
          <button type="button" class="calc-button" ?disabled=${wish.start === 0} @click=${() => ask({ start: Math.max(wish.start - wish.count, 0) })}>上一页</button>
          <span>第 ${grouped(wish.start + 1)}–${grouped(last)} 行，共 ${grouped(view.matching)} 行</span>
          <button type="button" class="calc-button" ?disabled=${last >= view.matching} @click=${() => ask({ start: wish.start + wish.count })}>下一页</button>
        </p>`
      : nothing}`;
}

/**
 * What each measure with an amount comes to in the rows that are listed.
 *
 * @param {import("./table_session.js").Sum[] | null} sums Null until somebody wants to know.
 * @param {() => void} ask
 */
export function sumsView(sums, ask) {
  return html`<details class="batch-fold" id="batch-sums" @toggle=${(/** @type {any} */ event) => event.target.open && !sums && ask()}>
    <summary>列出的行，各项措施合计多少</summary>
    ${sums
      ? html`<div class="batch-scroll" tabindex="0" role="region" aria-label="各项措施的合计">
          <table class="batch-table">
            <thead><tr><th scope="col">措施</th><th scope="col">有金额的行</th><th scope="col">合计</th></tr></thead>
            <tbody>${sums.map(
              ({ name, rows, low, high }) => html`<tr><th scope="row">${name}</th><td>${grouped(rows)}</td><td>${high ? totalInWords({ low, high }) : "—"}</td></tr>`,
            )}</tbody>
          </table>
        </div>
        <p class="calc-help">各项的上限不一定同时达到，相加可以大于上面的合计。</p>`
      : html`<p class="calc-help">正在合计…</p>`}
  </details>`;
}

/**
 * @param {Line} line
 * @param {boolean} withStatus
 * @param {Details | undefined} details
 * @param {Lists["groups"]} groups
 * @param {(place: number) => void} toggle
 */
function row(line, withStatus, details, groups, toggle) {
  const { place, number, name, low, high, yes, open, status, problems } = line;
  const id = `batch-details-${place}`;
  const amount = typeof low === "number" && typeof high === "number" && (high > 0 || !withStatus) ? totalInWords({ low, high }) : "—";
  return html`<tr>
      <td>${number}</td>
      <th scope="row">${name || `第 ${number} 行`}</th>
      ${problems === undefined
        ? html`<td>${amount}</td><td class="batch-roomy">${yes}</td><td class="batch-roomy">${open}</td>${withStatus ? html`<td>${status}</td>` : nothing}`
        : html`<td colspan=${withStatus ? 4 : 3}>有问题，没有测算</td>`}
      <td><button type="button" class="calc-button" aria-expanded=${details ? "true" : "false"} aria-controls=${details ? id : nothing} @click=${() => toggle(place)}>${details ? "收起" : "明细"}<span class="calc-hidden">，第 ${number} 行</span></button></td>
    </tr>
    ${details ? html`<tr id=${id}><td colspan=${withStatus ? 7 : 6} class="batch-story">${story(details, groups)}</td></tr>` : nothing}`;
}

/**
 * @param {Details} details
 * @param {Lists["groups"]} groups
 */
function story({ carried, problems, missing = [], unsettled = [], parts = [] }, groups) {
  if (problems) return html`<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
  const hasAmount = (/** @type {Part} */ part) => Number(part.kind === "C" || part.kind === "F");
  // What the text names an amount for comes first.
  const ordered = [...parts].sort((one, other) => hasAmount(other) - hasAmount(one));
  const inGroup = (/** @type {string} */ id) => ordered.filter((part) => part.group === id);
  const { none: noneInWords, ...others } = groups;
  const none = inGroup("none");
  return html`
    ${carried.some(([, text]) => text) ? html`<p class="calc-help">${carried.filter(([, text]) => text).map(([heading, text]) => `${heading}：${text}`).join("；")}</p>` : nothing}
    ${Object.entries(others).map(([id, words]) => {
      const found = inGroup(id);
      return found.length ? html`<h3>${words}（${found.length} 项）</h3><ul>${found.map(partView)}</ul>` : nothing;
    })}
    <h3>${noneInWords}（${none.length} 项）</h3>
    <ul>${none.filter((part) => part.reasons).map(partView)}</ul>
    ${none.some((part) => !part.reasons) ? html`<p>没有写明金额、也不符合的：${none.filter((part) => !part.reasons).map((part) => part.name).join("、")}</p>` : nothing}
    ${missing.length ? html`<h3>补上以后结果还会变的信息</h3><p>${missing.join("、")}</p>` : nothing}
    ${unsettled.length ? html`<h3>要由主管部门答复的读法</h3><ul>${unsettled.map((question) => html`<li>${question}</li>`)}</ul>` : nothing}`;
}

/** @param {Part} part */
function partView(part) {
  const worth = worthOf(part);
  return html`<li><strong>${part.name}</strong>${worth ? `，${worth}` : ""}${part.reasons ? `：${part.reasons}` : ""}</li>`;
}

/** @param {Part} part */
function worthOf({ kind, group, amounts: [low, high] }) {
  if (group === "none" || low === undefined || low === null) return "";
  if (kind === "F") {
    return floorPrice({ low, high: high ?? null });
  }
  return high === null || high === undefined ? yuan(low) : totalInWords({ low, high });
}

/** @param {number} number */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
