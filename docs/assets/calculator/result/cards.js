/** The result beside the form: the total, the open readings, and one card per measure. */
import { html, nothing } from "../../vendor/lit-html.js";
import { rangeBar, stairs } from "./pictures.js";
import { quoted } from "../shared/link.js";
import { leftOut, outcomeInWords, signOf, totalInWords, worthOf } from "./plain_text.js";

/**
 * @typedef {import("../shared/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../shared/catalogue.js").Measure} Measure
 * @typedef {import("../shared/catalogue.js").MeasureResult} MeasureResult
 * @typedef {import("../shared/catalogue.js").Reading} Reading
 * @typedef {import("../shared/catalogue.js").Result} Result
 * @typedef {import("../shared/link.js").State} State
 * @typedef {{goTo: (fact: string) => void, next: () => void, settle: (reading: string, value: boolean | undefined) => void, toggle: (card: string, open: boolean) => void, showReading: (reading: string) => void}} Actions
 */

export class Cards {
  /**
   * @param {Catalogue} catalogue
   * @param {string} root The relative path to the top of the site.
   * @param {Actions} actions
   */
  constructor(catalogue, root, actions) {
    this.catalogue = catalogue;
    this.root = root;
    this.actions = actions;
    /** The most that was possible before any answer, in 元. */
    this.scale = catalogue.policy.highest;
    /** Cards and groups that are open. @type {Set<string>} */
    this.open = new Set();
    /** Whether the term is over on the day of the result. */
    this.over = false;
  }

  /**
   * @param {Result} result
   * @param {State} state
   */
  view(result, state) {
    const only = state.article;
    this.over = result.as_of > this.catalogue.policy.last_day;
    const measures = only === null ? result.measures : result.measures.filter((m) => m.article === only);
    return html`
      ${only === null ? this.#total(result, state) : nothing}
      ${this.#facts(result)}
      ${this.catalogue.groups.map(
        (group) => html`${this.#group(group, measures.filter((m) => m.group === group.id), state, only !== null)}
        ${group.id === "open" ? this.#readings(measures, result, state) : nothing}`,
      )}
    `;
  }

  // --- The total ----------------------------------------------------------------------------

  /** @param {Result} result @param {State} state */
  #total(result, state) {
    const { total } = result;
    const assumed = Object.keys(state.readings).length > 0;
    const beyond = leftOut(result, this.catalogue);
    const settled = Math.round(100 * (1 - (total.high - total.low) / this.scale));
    return html`<div class="calc-total">
      <p class="calc-sum"><span>合计</span> <strong>${totalInWords(total)}</strong>${assumed ? html` <span class="calc-tag">按您的假设</span>` : nothing}</p>
      ${total.high === 0 ? html`<p class="calc-help">只合计条文写明金额的奖补；其他结果见下。</p>` : nothing}
      ${rangeBar(total, this.scale)}
      <p class="calc-scale">
        ${total.low === total.high ? html`<span>按现有答案，上下限相同</span>` : html`<span>下限 ${totalInWords({ low: total.low, high: total.low })}</span><span>上限 ${totalInWords({ low: total.high, high: total.high })}</span>`}
      </p>
      <p class="calc-progress">
        <label for="calc-settled">已算清 ${settled}%</label>
        <progress id="calc-settled" max="100" value=${settled}></progress>
      </p>
      ${this.#openEnds(result)}
      ${beyond.length ? html`<p class="calc-help">${this.catalogue.policy.left_out}：${beyond.map((one) => html`${one.name}：${this.#beyond(one)} `)}</p>` : nothing}
    </div>`;
  }

  /** What leaves the range open. @param {Result} result */
  #openEnds(result) {
    const amounts = result.measures.filter((m) => m.amount && m.status !== "ineligible");
    const missing = this.catalogue.asked(amounts.flatMap((m) => m.missing));
    const unsettled = new Set(amounts.flatMap((m) => m.unsettled));
    if (!missing.length && !unsettled.size) return nothing;
    return html`<div class="calc-open">
      <p>
        ${missing.length ? html`还有 ${missing.length} 个答案会改变合计。 ` : "您的答案已经齐了。"}${unsettled.size ? html`有 ${unsettled.size} 处条文可以有两种读法，要问主管部门（见下）。` : nothing}
      </p>
      ${missing.length
        ? html`<p><button type="button" class="calc-button calc-primary" @click=${this.actions.next}>下一题</button></p>
            <details ?open=${this.open.has("missing")} @toggle=${this.#toggled("missing")}>
              <summary>看看是哪些</summary>
              <ul class="calc-missing">
                ${missing.map((fact) => html`<li>${this.#ask(fact)}</li>`)}
              </ul>
            </details>`
        : nothing}
    </div>`;
  }

  /** @param {Result} result */
  #facts(result) {
    return html`<ul class="calc-facts">
      ${result.notes.map((fact) => html`<li>${fact}</li>`)}
    </ul>`;
  }

  // --- Readings -----------------------------------------------------------------------------

  /** The switches: every reading that can still change something, or that was chosen. @param {MeasureResult[]} measures @param {Result} result @param {State} state */
  #readings(measures, result, state) {
    const unsettled = new Set(measures.flatMap((m) => m.unsettled));
    const shown = this.catalogue.readings.filter((r) => unsettled.has(r.id) || state.readings[r.id] !== undefined);
    if (!shown.length) return nothing;
    const view = (/** @type {Reading} */ reading) => this.#reading(reading, state.readings[reading.id], result);
    // Those that come to different numbers, or that were chosen, are shown at once; the others change nothing yet.
    const decisive = shown.filter((r) => state.readings[r.id] !== undefined || result.readings.some(({ id, true: yes, false: no }) => id === r.id && outcomeInWords(yes, no, this.catalogue)));
    const rest = shown.filter((r) => !decisive.includes(r));
    return html`<section class="calc-readings" aria-labelledby="calc-readings-title">
      <h3 id="calc-readings-title">条文可以有两种读法</h3>
      <p class="calc-help">只有主管部门能定。不选，两种都算在范围里；选一种，看看“如果主管部门这样理解”会怎样。</p>
      ${decisive.map(view)}
      ${rest.length ? this.#folded("readings", `${decisive.length ? "另有 " : ""}${rest.length} 处，按现有答案单选一种不改变合计`, () => rest.map(view)) : nothing}
    </section>`;
  }

  /** @param {Reading} reading @param {boolean | undefined} settled @param {Result} result */
  #reading(reading, settled, result) {
    const outcomes = result.readings.find(({ id }) => id === reading.id);
    const gives = (/** @type {"true" | "false"} */ answer) => (outcomes ? outcomeInWords(outcomes[answer], outcomes[answer === "true" ? "false" : "true"], this.catalogue) : "");
    const option = (/** @type {boolean | undefined} */ value, /** @type {string} */ label) => html`<label class="calc-option">
      <input type="radio" name=${`reading-${reading.id}`} .checked=${settled === value} @change=${() => this.actions.settle(reading.id, value)} />
      <span>${label}</span>
    </label>`;
    return html`<fieldset class="calc-reading" id=${`reading-${reading.id}`} tabindex="-1">
      <legend>${reading.question}</legend>
      <div class="calc-options">
        ${option(undefined, `${this.catalogue.policy.waiting}（两种都算）`)} ${option(true, reading.true + gives("true"))} ${option(false, reading.false + gives("false"))}
      </div>
      <p class="calc-help">
        ${settled === undefined ? nothing : html`<span class="calc-tag">假设</span> 结果按您选的理解计算，以答复为准。 `}问${this.#unit(reading.unit)}
        · <a href=${`${this.root}policy/${reading.page}/#${reading.sentence}`}>原文这一句</a>
      </p>
    </fieldset>`;
  }

  // --- Cards --------------------------------------------------------------------------------

  /**
   * @param {{id: string, label: string}} group
   * @param {MeasureResult[]} measures
   * @param {State} state
   * @param {boolean} opened
   */
  #group(group, measures, state, opened) {
    if (!measures.length) return nothing;
    const heading = html`<h3 id=${`group-${group.id}`}>${group.label} <span class="calc-count">${measures.length} 项</span></h3>`;
    const cards = (/** @type {MeasureResult[]} */ list) => list.map((m) => this.#card(m, state, opened && list.length === 1));
    if (group.id === "none") {
      return html`<section class="calc-group">${heading}${this.#folded("none", `看 ${measures.length} 项为什么不符合`, () => cards(measures))}</section>`;
    }
    const numbered = measures.filter((m) => m.amount || m.class === "F");
    const rest = measures.filter((m) => !numbered.includes(m));
    if (group.id !== "open" || opened || rest.length < 4) return html`<section class="calc-group">${heading}${cards(measures)}</section>`;
    return html`<section class="calc-group">
      ${heading}${cards(numbered)}${this.#folded("rest", `另有 ${rest.length} 项，条文没有写金额`, () => cards(rest))}
    </section>`;
  }

  /** @param {string} id @param {string} summary @param {() => unknown} content */
  #folded(id, summary, content) {
    const open = this.open.has(id);
    return html`<details class="calc-more" .open=${open} @toggle=${this.#toggled(id)}>
      <summary>${summary}</summary>
      ${open ? content() : nothing}
    </details>`;
  }

  /** @param {string} id */
  #toggled(id) {
    return (/** @type {Event} */ event) => {
      const open = /** @type {HTMLDetailsElement} */ (event.target).open;
      if (event.target === event.currentTarget && open !== this.open.has(id)) this.actions.toggle(id, open);
    };
  }

  /** @param {MeasureResult} result @param {State} state @param {boolean} alone */
  #card(result, state, alone) {
    const measure = this.catalogue.measureOf.get(result.id);
    if (!measure) return nothing;
    const id = `card-${result.id}`;
    const open = this.open.has(id) !== alone;
    return html`<details class="calc-card" id=${id} data-status=${result.status} .open=${open} @toggle=${(/** @type {Event} */ event) => {
      const now = /** @type {HTMLDetailsElement} */ (event.target).open;
      if (event.target === event.currentTarget && now !== open) this.actions.toggle(id, now !== alone);
    }}>
      <summary>
        <span class="calc-status"><span class="calc-icon" aria-hidden="true">${signOf(result)}</span>${result.word}</span>
        <span class="calc-name">${measure.name}</span>
        <span class="calc-worth">${worthOf(result)}</span>
      </summary>
      ${open ? this.#inside(measure, result) : nothing}
    </details>`;
  }

  /** @param {Measure} measure @param {MeasureResult} result */
  #inside(measure, result) {
    const article = this.catalogue.articleOf.get(measure.article);
    const place = `${this.root}policy/${article?.page}/#${measure.sentence}`;
    return html`<div class="calc-inside">
      <blockquote cite=${place}>${measure.quote} <cite><a href=${place}>${article?.name}原文</a></cite></blockquote>
      ${measure.class === "Q" ? html`<p>条文没有写明金额，请向下列单位询问。</p>` : nothing}
      ${measure.class === "S" ? html`<p>这是服务或便利，不涉及金额；怎样办理，请向下列单位询问。</p>` : nothing}
      ${result.beyond ? html`<p>${this.#beyond(result.beyond)}</p>` : nothing}
      ${measure.class === "F" ? html`<p>这是出让底价的下限，不是成交价，也不是奖补。</p>` : nothing}
      <h4>逐条看</h4>
      <ul class="calc-reasons">
        ${result.reasons.map(
          (reason) => html`<li data-verdict=${reason.verdict}>
            <span class="calc-icon" aria-hidden="true">${{ yes: "✓", no: "✕", open: "?" }[reason.verdict]}</span>
            <span>${reason.text} <a href=${`${this.root}policy/${reason.page}/#${reason.sentence}`}>${quoted(reason.quote)}</a></span>
          </li>`,
        )}
      </ul>
      ${result.status === "ineligible" ? nothing : this.#ladders(measure, result)}
      ${result.missing.length ? html`<h4>还缺的答案</h4><ul class="calc-missing">${this.catalogue.asked(result.missing).map((fact) => html`<li>${this.#ask(fact)}</li>`)}</ul>` : nothing}
      ${result.unsettled.length
        ? html`<h4>${this.catalogue.policy.waiting}的读法</h4>
            <ul class="calc-missing">
              ${result.unsettled.map((reading) => {
                const { question, unit } = this.catalogue.readingOf.get(reading) ?? { question: reading, unit: "" };
                return html`<li><button type="button" class="calc-link" @click=${() => this.actions.showReading(reading)}>${question}</button>（问${this.#unit(unit)}）</li>`;
              })}
            </ul>`
        : nothing}
      ${result.next_steps.length ? html`<h4>再进一步</h4><ul>${result.next_steps.map((step) => html`<li>${step.text}</li>`)}</ul>` : nothing}
      <h4>责任单位</h4>
      <p class="calc-units">${result.units.map((unit) => html`${this.#unit(unit)} `)}</p>
      ${this.#hotline()}
    </div>`;
  }

  /** The stairs that the reasons speak of. @param {Measure} measure @param {MeasureResult} result */
  #ladders(measure, result) {
    return result.reasons.map(({ ladder }) => {
      const drawn = ladder && measure.ladders.find(({ lines }) => lines === ladder.lines);
      return drawn ? stairs(drawn, ladder, this.over) : nothing;
    });
  }

  /** What the text may give beyond what is worked out. @param {{text: string, see: string | null}} beyond */
  #beyond({ text, see }) {
    return html`${text}${see ? html`<a href=${`${this.root}questions/#${see.toLowerCase()}`}>问与答</a>` : nothing}`;
  }

  #hotline() {
    const { hotline } = this.catalogue.policy;
    return html`<p class="calc-hotline">政策咨询电话 <a href=${`tel:0356${hotline}`}>${hotline}</a>（区号 0356 为本站所注）</p>`;
  }

  /** @param {string} fact */
  #ask(fact) {
    return html`<button type="button" class="calc-link" @click=${() => this.actions.goTo(fact)}>${this.catalogue.labelOf(fact)}</button>`;
  }

  /** @param {string} name As the text spells it. */
  #unit(name) {
    const unit = this.catalogue.unitOf.get(name);
    return unit ? html`<a href=${`${this.root}units/${unit.id}/`} title=${unit.name}>${name}</a>` : name;
  }
}
