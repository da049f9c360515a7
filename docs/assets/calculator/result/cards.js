/** The result beside the form: the total, the open readings, and one card per measure. */
import { html, nothing } from "../../vendor/lit-html.js";
import { rangeBar, stairs } from "./pictures.js";
import { quoted } from "../shared/link.js";
import { award } from "../shared/numbers.js";
import { endsInWords, worthOf, worthOfReading } from "./figure.js";
import { answersInWords, assumptions, groupsInOrder, leftOut, outcomeInWords, signOf } from "./plain_text.js";

/** @import { Actions, Catalogue, Figure, Measure, MeasureResult, Reading, Result, State } from "./types.d.ts" */

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
    /** Cards and groups that are open. @type {Set<string>} */
    this.open = new Set();
    /** Whether the term is over on the day of the result. */
    this.over = false;
    /** The first figure of the result. @type {Figure | undefined} */
    this.figure = undefined;
  }

  /**
   * @param {Result} result
   * @param {State} state
   * @param {Figure} figure
   */
  view(result, state, figure) {
    const only = state.article;
    this.figure = figure;
    this.over = result.as_of > this.catalogue.policy.last_day;
    const measures = only === null ? result.measures : result.measures.filter((m) => m.article === only);
    return html`
      ${only === null ? this.#total(result, state, figure) : nothing}
      ${this.#answers(result, state)}
      ${this.#facts(result)}
      ${groupsInOrder(figure, this.catalogue).map(
        (group) => html`${this.#group(group, measures.filter((m) => m.group === group.id), state, only !== null)}
        ${group.id === "open" ? this.#readings(measures, result, state) : nothing}`,
      )}
    `;
  }

  // --- The total ----------------------------------------------------------------------------

  /** @param {Result} result @param {State} state @param {Figure} figure */
  #total(result, state, figure) {
    const { kind, label, main, rest, payee, units, left } = figure;
    const assumed = assumptions(result, state, this.catalogue).length > 0;
    const beyond = kind === "open" ? [] : leftOut(result, this.catalogue);
    return html`<div class="calc-total" data-figure=${kind}>
      <p class="calc-sum">${label ? html`<span>${label}</span> ` : nothing}<strong>${main}</strong>${assumed ? html` <span class="calc-tag">按您的假设</span>` : nothing}</p>
      ${payee ? html`<p class="calc-payee"><strong>${payee}</strong>：${leftOut(result, this.catalogue, "payee").map((note) => this.#beyond(note))}</p>` : nothing}
      ${units.length ? html`<p class="calc-units">请问${units.map((unit) => html`${this.#unit(unit)} `)}</p>` : nothing}
      ${rest ? html`<p class="calc-left">${rest}</p>` : nothing}
      ${kind === "open" ? html`<progress aria-label="关系到金额的题" max=${figure.all} value=${figure.done}></progress>` : nothing}
      ${left.length ? this.#leftOpen(left) : nothing}
      ${kind === "open" ? this.#folded("ceiling", "最高可能多少", () => this.#ceiling(result)) : nothing}
      ${kind === "range" ? this.#range(result, figure) : nothing}
      ${beyond.length ? html`<p class="calc-help">${this.catalogue.policy.left_out}：${beyond.map((one) => html`${one.name}：${this.#beyond(one)} `)}</p>` : nothing}
    </div>`;
  }

  /** The questions that bear on the figure. @param {string[]} left */
  #leftOpen(left) {
    return html`<p><button type="button" class="calc-button calc-primary" @click=${this.actions.next}>下一题</button></p>
      ${this.#folded("missing", `看看是哪 ${left.length} 题`, () => html`<ul class="calc-missing">${left.map((fact) => html`<li>${this.#ask(fact)}</li>`)}</ul>`)}`;
  }

  /** @param {Result} result */
  #ceiling({ total: { high } }) {
    return html`<p>最高可能 ${award({ low: high, high })}。还没有答的都往多里算才有这么多，不是测算结果。</p>`;
  }

  /** Why a range has its ends, and what each reading is worth. @param {Result} result @param {Figure} figure */
  #range(result, figure) {
    const ends = endsInWords(result, figure, this.catalogue);
    const deciding = result.readings.filter((outcomes) => worthOfReading(outcomes) > 0);
    const { vague } = figure;
    return html`${rangeBar(result.total)}
      <ul class="calc-ends"><li>${ends.low}</li><li>${ends.high}</li></ul>
      ${deciding.length
        ? html`<p>要问主管部门的读法${vague.length ? "（没有答清的题都算上）" : ""}：</p>
            <ul class="calc-missing">
              ${deciding.map((outcomes) => {
                const worth = worthOfReading(outcomes);
                const reading = this.catalogue.readingOf.get(outcomes.id);
                return html`<li><button type="button" class="calc-link" @click=${() => this.actions.showReading(outcomes.id)}>${reading?.question}</button>差别 ${award({ low: worth, high: worth })}（问${this.#unit(reading?.unit ?? "")}）</li>`;
              })}
            </ul>`
        : nothing}
      ${vague.length ? this.#folded("vague", `没有答清的 ${vague.length} 题`, () => html`<ul class="calc-missing">${vague.map((fact) => html`<li>${this.#ask(fact)}</li>`)}</ul>`) : nothing}`;
  }

  /** What was answered, each with a way to change it. @param {Result} result @param {State} state */
  #answers(result, state) {
    const pairs = answersInWords(result, state, this.catalogue);
    if (!pairs.length) return nothing;
    return this.#folded("answers", "核对您填的情况", () => html`<ul class="calc-missing">${pairs.map(([label, answer, fact]) => html`<li>${fact ? this.#ask(fact) : label}：${answer}</li>`)}</ul>`);
  }

  /** @param {Result} result */
  #facts(result) {
    return html`<ul class="calc-facts">
      ${[...result.notes, ...result.replies.map(({ text }) => `${text}。`)].map((fact) => html`<li>${fact}</li>`)}
    </ul>`;
  }

  // --- Readings -----------------------------------------------------------------------------

  /** The switches: every reading that can still change something, or that was chosen. @param {MeasureResult[]} measures @param {Result} result @param {State} state */
  #readings(measures, result, state) {
    const unsettled = new Set(measures.flatMap((m) => m.unsettled));
    const replied = new Set(result.replies.map(({ reading }) => reading));
    const isChosen = (/** @type {Reading} */ { id }) => state.readings[id] !== undefined || replied.has(id);
    const shown = this.catalogue.readings.filter((r) => unsettled.has(r.id) || isChosen(r));
    if (!shown.length) return nothing;
    // While questions are left, what a reading comes to would only be a ceiling.
    const isOpen = this.figure?.kind === "open";
    const known = isOpen ? { ...result, readings: [], replies: result.replies.map((reply) => ({ ...reply, outcomes: null })) } : result;
    const view = (/** @type {Reading} */ reading) => this.#reading(reading, state.readings[reading.id], known);
    // Those that come to different numbers, or that were chosen, are shown at once; the others change nothing yet.
    const decisive = shown.filter((r) => isChosen(r) || known.readings.some(({ id, true: yes, false: no }) => id === r.id && outcomeInWords(yes, no, this.catalogue)));
    const rest = shown.filter((r) => !decisive.includes(r));
    return html`<section class="calc-readings" aria-labelledby="calc-readings-title">
      <h3 id="calc-readings-title">条文可以有两种读法</h3>
      <p class="calc-help">只有主管部门能定。不选，两种都算在范围里；选一种，看看“如果主管部门这样理解”会怎样。</p>
      ${decisive.map(view)}
      ${rest.length ? this.#folded("readings", `${decisive.length ? "另有 " : ""}${rest.length} 处，${isOpen ? "先答完关系到金额的题再看" : "按现有答案单选一种不改变合计"}`, () => rest.map(view)) : nothing}
    </section>`;
  }

  /** @param {Reading} reading @param {boolean | undefined} settled @param {Result} result */
  #reading(reading, settled, result) {
    const reply = reading.reply && result.replies.find((each) => each.reading === reading.id);
    const outcomes = reply ? reply.outcomes : result.readings.find(({ id }) => id === reading.id);
    const gives = (/** @type {"true" | "false"} */ answer) => (outcomes ? outcomeInWords(outcomes[answer], outcomes[answer === "true" ? "false" : "true"], this.catalogue) : "");
    // A link may say what has been answered since.
    const chosen = reply && !reply.assumed ? undefined : settled;
    const option = (/** @type {boolean | undefined} */ value, /** @type {string} */ label) => html`<label class="calc-option">
      <input type="radio" name=${`reading-${reading.id}`} .checked=${chosen === value} @change=${() => this.actions.settle(reading.id, value)} />
      <span>${label}</span>
    </label>`;
    if (reading.reply && reply) return this.#replied(reading, reading.reply, chosen, option, gives);
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

  /**
   * A reading that the authority has answered: the answer holds, and the other one can be assumed.
   * @param {Reading} reading
   * @param {{value: boolean, source: string}} reply
   * @param {boolean | undefined} assumed
   * @param {(value: boolean | undefined, label: string) => unknown} option
   * @param {(answer: "true" | "false") => string} gives
   */
  #replied(reading, reply, assumed, option, gives) {
    const [so, other] = reply.value ? /** @type {const} */ (["true", "false"]) : /** @type {const} */ (["false", "true"]);
    return html`<fieldset class="calc-reading" id=${`reading-${reading.id}`} tabindex="-1">
      <legend>${reading.question}</legend>
      <div class="calc-options">
        ${option(undefined, `${reply.source}：${reading[so]}${gives(so)}`)} ${option(!reply.value, `假设：${reading[other]}${gives(other)}`)}
      </div>
      <p class="calc-help">
        ${assumed === undefined ? nothing : html`<span class="calc-tag">假设</span> 与答复不同。 `}<a href=${`${this.root}readings/#${reading.id.replaceAll("_", "-")}`}>答复在哪里</a>
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
        <span class="calc-worth">${worthOf(result, this.figure, measure.gives)}${result.payee ? html`（${this.catalogue.policy.payee_open}）` : nothing}</span>
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
      ${result.payee ? html`<p>${this.catalogue.policy.payee_open}：${this.#beyond(result.payee)}</p>` : nothing}
      ${result.beyond ? html`<p>${this.#beyond(result.beyond)}</p>` : nothing}
      ${measure.class === "F" ? html`<p>这是出让底价的下限，不是成交价，也不是奖补。</p>` : nothing}
      <h4>为什么</h4>
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
      ${measure.ask_first.length ? html`<p>可以先问${measure.ask_first.map((unit) => html`${this.#unit(unit)} `)}。条文列出的全部单位：</p>` : nothing}
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
