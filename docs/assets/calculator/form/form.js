/**
 * The form that is in the page, read and written.
 *
 * How a field is read and written is with its kind, in kinds/. A question without an answer stays out of
 * `answers`; "不清楚" stays out too, and is remembered beside it.
 */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { denial, deniedTopics, emptyState, isDenied } from "../shared/link.js";
import { released } from "./pointer.js";

/**
 * @typedef {import("../shared/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../shared/catalogue.js").Fact} Fact
 * @typedef {import("../shared/catalogue.js").Result} Result
 * @typedef {import("../shared/catalogue.js").Answer} Answer
 * @typedef {import("../shared/link.js").State} State
 * @typedef {{fact: Fact, message: string}} Problem
 * @typedef {{fact: Fact, given: boolean, why: string}} Folded A question out of sight: whether it has an answer.
 */

export class Form {
  /**
   * @param {HTMLFormElement} element
   * @param {Catalogue} catalogue
   * @param {(finished: string | null) => void} changed Called after each change; with the fact's id
   *   when an answer is finished, with null while somebody types.
   */
  constructor(element, catalogue, changed) {
    this.element = element;
    this.catalogue = catalogue;
    this.changed = changed;
    /** Questions that folded away but were asked for all the same. @type {Set<string>} */
    this.reopened = new Set();
    /** Answers that were remarked on and meant all the same, as "fact:answer". @type {Set<string>} */
    this.confirmed = new Set();
    /** @type {Set<string>} */
    this.settledTopics = new Set();
    element.addEventListener("input", (event) => this.#typed(event));
    element.addEventListener("change", (event) => this.#finished(event));
    for (const fact of catalogue.facts) this.#tidy(fact);
  }

  /** Everything that the form says. @returns {Pick<State, "answers" | "unknown" | "topics">} */
  read() {
    /** @type {Record<string, Answer>} */
    const answers = {};
    /** @type {string[]} */
    const unknown = [];
    for (const fact of this.catalogue.facts) {
      const said = this.#read(fact);
      if (said.answer !== undefined) answers[fact.id] = said.answer;
      if (said.unknown) unknown.push(fact.id);
    }
    return { answers, unknown, topics: this.#ticked() };
  }

  /** All wrong values, in the order of the form. @returns {Problem[]} */
  problems() {
    return this.catalogue.facts.flatMap((fact) => {
      const { error } = this.#read(fact);
      return error ? [{ fact, message: error }] : [];
    });
  }

  /** @param {State} state */
  write(state) {
    this.reopened.clear();
    for (const fact of this.catalogue.facts) {
      this.#write(fact, state.answers[fact.id], state.unknown.includes(fact.id));
      this.#tidy(fact);
    }
    // A topic opens by itself where something of it was answered, except by "none of this".
    const denied = deniedTopics(state, this.catalogue);
    const answered = new Set([...Object.keys(state.answers), ...state.unknown].map((id) => this.catalogue.factOf.get(id)?.topic));
    for (const box of this.#chips()) {
      box.checked = state.topics.includes(box.value) || (answered.has(box.value) && !denied.includes(box.value));
    }
  }

  /**
   * Show the questions that can still change something; fold the others away.
   * @param {Result | null} result
   * @param {Set<string> | null} only Where set, the questions of one article.
   */
  fold(result, only) {
    const missing = new Set(result?.measures.flatMap((measure) => measure.missing) ?? []);
    const focused = document.activeElement?.closest("[data-fact]")?.getAttribute("data-fact");
    /** @type {Folded[]} */
    const folded = [];
    const live = new Set();
    const shown = new Set();
    const opened = new Set(this.#ticked());
    for (const fact of this.catalogue.facts) {
      const element = this.#field(fact);
      const said = this.#read(fact);
      const given = said.answer !== undefined;
      const untouched = !given && !said.error && !this.#holdsText(fact);
      const idle = result !== null && (untouched ? !missing.has(fact.id) : given && !matters(fact, result));
      if (!idle) live.add(fact.topic);
      const fold = idle && fact.id !== focused && !this.reopened.has(fact.id);
      const aside = only !== null && !only.has(fact.id);
      element.hidden = fold || aside;
      const inTopic = only !== null || opened.has(fact.topic) || this.#isAlways(fact.topic);
      if (!element.hidden) shown.add(fact.topic);
      if (fold && !aside && inTopic) folded.push({ fact, given, why: this.#why(fact, result) });
    }
    for (const section of this.#sections()) {
      const topic = section.dataset["topic"] ?? "";
      const open = only !== null || opened.has(topic) || this.#isAlways(topic);
      section.toggleAttribute("data-open", open);
      section.hidden = open && !shown.has(topic);
    }
    const chooser = /** @type {HTMLElement} */ (this.element.querySelector("#calc-chooser"));
    chooser.hidden = only !== null;
    const { answers } = this.read();
    const denied = deniedTopics({ ...emptyState(), answers }, this.catalogue);
    for (const box of this.#chips()) {
      const note = denied.includes(box.value) ? "没有" : result !== null && !live.has(box.value) ? "不影响结果" : "";
      const label = box.closest("label");
      label?.classList.toggle("calc-idle", note !== "" && !box.checked);
      const place = label?.querySelector("small");
      if (place) place.textContent = box.checked ? "" : note;
    }
    const rest = /** @type {HTMLElement} */ (this.element.querySelector(".calc-rest"));
    rest.hidden = this.leftOut.every((topic) => denied.includes(topic));
    for (const words of /** @type {NodeListOf<HTMLElement>} */ (rest.querySelectorAll("[data-denies]"))) {
      const topic = words.dataset["denies"] ?? "";
      words.hidden = opened.has(topic) || this.#reachesLine(topic);
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll("[data-none]"))) {
      button.hidden = this.#reachesLine(button.dataset["none"] ?? "");
    }
    this.#showFolded(folded);
  }

  /** Open a question's topic, show it, and bring the focus to it. @param {string} id */
  goTo(id) {
    const fact = this.catalogue.factOf.get(id);
    if (!fact) return;
    const element = this.#field(fact);
    const box = this.#chips().find((chip) => chip.value === fact.topic);
    if (box) box.checked = true;
    const section = /** @type {HTMLElement | null} */ (element.closest(".calc-topic"));
    section?.toggleAttribute("data-open", true);
    if (section) section.hidden = false;
    element.hidden = false;
    this.reopened.add(id);
    element.scrollIntoView({ block: "center" });
    const control = element.querySelector("input:checked, input[type=text], input, select");
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
    element.classList.add("calc-called");
    setTimeout(() => element.classList.remove("calc-called"), 2000);
  }

  /** Deny every question of a topic that was not answered; what cannot be denied is asked. @param {string[]} topics */
  denyRest(topics) {
    for (const box of this.#chips()) {
      const facts = this.catalogue.facts.filter((fact) => fact.topic === box.value);
      const isOpen = this.#reachesLine(box.value) || !facts.some((fact) => denial(fact, this.catalogue) !== undefined);
      if (topics.includes(box.value) && isOpen) box.checked = true;
    }
    const denied = topics.filter((topic) => !this.#reachesLine(topic));
    for (const fact of this.catalogue.facts) {
      const none = denial(fact, this.catalogue);
      if (none === undefined || !(none === false ? topics : denied).includes(fact.topic)) continue;
      const said = this.#read(fact);
      // What was typed stays, be it an answer or not yet one.
      if (said.answer !== undefined || said.unknown || said.error || this.#holdsText(fact)) continue;
      this.#write(fact, none, false);
      this.#tidy(fact);
    }
  }

  /** Write one answer, as if it had been given by hand. @param {string} id @param {Answer} answer */
  answer(id, answer) {
    const fact = this.catalogue.factOf.get(id);
    if (!fact) return;
    this.#write(fact, answer, false);
    this.#tidy(fact);
    this.changed(id);
  }

  /** The topics that are not ticked. */
  get leftOut() {
    return this.#chips().filter((box) => !box.checked).map((box) => box.value);
  }

  /** Show every error beside its field, also of fields not yet left. */
  showProblems() {
    for (const fact of this.catalogue.facts) this.#showError(fact);
  }

  // --- Events -------------------------------------------------------------------------------

  /** @param {Event} event */
  #typed(event) {
    const fact = this.#factAt(event.target);
    if (!fact || !(event.target instanceof HTMLInputElement) || !/text|date/.test(event.target.type)) return;
    // An error goes as soon as it is mended, but none appears while somebody still types.
    if (!this.#read(fact).error) this.#showError(fact);
    this.catalogue.kindOf(fact).changed?.(this.#field(fact), event.target);
    this.#tidy(fact);
    this.changed(null);
  }

  /** @param {Event} event */
  #finished(event) {
    const target = event.target;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.closest("[data-helper]")) return;
    if (target.closest("#calc-chooser") && target instanceof HTMLInputElement && target.checked) this.#takeBack(target.value);
    const fact = this.#factAt(target);
    if (fact) {
      if (target instanceof HTMLInputElement) this.catalogue.kindOf(fact).changed?.(this.#field(fact), target);
      this.#tidy(fact);
      released().then(() => this.#showError(fact));
    }
    this.changed(fact?.id ?? "topics");
  }

  /** @param {EventTarget | null} target */
  #factAt(target) {
    // The figures of a helper are no answers themselves.
    if (target instanceof Element && target.closest("[data-helper]")) return undefined;
    const element = target instanceof Element ? target.closest("[data-fact]") : null;
    return this.catalogue.factOf.get(element?.getAttribute("data-fact") ?? "");
  }

  // --- One question -------------------------------------------------------------------------

  /** The element of a question. @param {Fact} fact */
  #field(fact) {
    const field = this.element.querySelector(`#q-${CSS.escape(fact.id)}`);
    if (!(field instanceof HTMLElement)) throw new Error(`The form has no question ${fact.id}.`);
    return field;
  }

  /** @param {Fact} fact */
  #read(fact) {
    return this.catalogue.kindOf(fact).said(this.#field(fact), fact);
  }

  /** @param {Fact} fact @param {Answer | undefined} answer @param {boolean} unknown */
  #write(fact, answer, unknown) {
    this.catalogue.kindOf(fact).show(this.#field(fact), answer, unknown);
  }

  /** Show and hide what hangs on the answer, and say at once what there is to say of it. @param {Fact} fact */
  #tidy(fact) {
    const kind = this.catalogue.kindOf(fact);
    const field = this.#field(fact);
    const said = this.#read(fact);
    kind.tidy?.(field, said);
    const { answer } = said;
    const isSettled = answer === undefined || this.confirmed.has(`${fact.id}:${answer}`);
    const remark = isSettled ? null : kind.remark?.(answer, fact, this.catalogue);
    const settle = (/** @type {Answer} */ meant) => {
      this.confirmed.add(`${fact.id}:${meant}`);
      this.answer(fact.id, meant);
      /** @type {HTMLElement | null} */ (field.querySelector("input[type=text]"))?.focus();
    };
    const offers = remark?.offers?.map(
      (offer) => html`<button type="button" class="calc-button" @click=${() => settle(offer.answer)}>${offer.label}</button> `,
    );
    const place = /** @type {HTMLElement} */ (field.querySelector(".calc-ask"));
    render(offers ? html`<p>${remark?.text}</p> ${offers}` : remark?.text || nothing, place);
  }

  /** @param {Fact} fact */
  #showError(fact) {
    const { error } = this.#read(fact);
    const field = this.#field(fact);
    const place = /** @type {HTMLElement} */ (field.querySelector(".calc-error"));
    place.hidden = !error;
    place.textContent = error ?? "";
    field.classList.toggle("calc-wrong", Boolean(error));
    for (const input of field.querySelectorAll("input[type=text], input[type=date]")) {
      if (error) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /** Whether something was typed, be it an answer or not yet one. @param {Fact} fact */
  #holdsText(fact) {
    return [...this.#field(fact).querySelectorAll("input")].some((input) => input.type === "text" && input.value !== "");
  }

  // --- Topics -------------------------------------------------------------------------------

  /** @returns {HTMLInputElement[]} */
  #chips() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.element.querySelectorAll("#calc-chooser input"))];
  }

  #ticked() {
    return this.#chips().filter((box) => box.checked).map((box) => box.value);
  }

  /** Whether a topic's amounts can no longer be denied: one was typed that may reach the lowest line. @param {string} topic */
  #reachesLine(topic) {
    return this.catalogue.facts.some((fact) => {
      const none = fact.topic === topic && denial(fact, this.catalogue);
      if (!Array.isArray(none)) return false;
      const { answer, error } = this.#read(fact);
      const high = Array.isArray(answer) ? answer[1] : answer;
      return error !== undefined || (high !== undefined && Number(high) > none[1]);
    });
  }

  /** Whoever ticks a topic takes back that its amounts are all below the lines. @param {string} topic */
  #takeBack(topic) {
    for (const fact of this.catalogue.facts) {
      const { answer } = this.#read(fact);
      if (fact.topic !== topic || !Array.isArray(answer) || !isDenied(fact, answer, this.catalogue)) continue;
      this.#write(fact, undefined, false);
      this.#tidy(fact);
    }
  }

  /** @returns {HTMLElement[]} */
  #sections() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".calc-topic"))];
  }

  /** Whether a topic is asked of everybody. @param {string} topic */
  #isAlways(topic) {
    return this.#sections().some((section) => section.dataset["topic"] === topic && "always" in section.dataset);
  }

  /** Why a question no longer matters. @param {Fact} fact @param {Result | null} result */
  #why(fact, result) {
    const about = result?.measures.filter((measure) => fact.measures.includes(measure.id)) ?? [];
    const names = about.slice(0, 2).map((measure) => `「${this.catalogue.nameOf(measure.id)}」`).join("") + (about.length > 2 ? `等 ${about.length} 项` : "");
    if (about.length && about.every((measure) => measure.status === "ineligible")) return `它只关系到${names}，按现有答案都已不符合。`;
    return `它只关系到${names}，按现有答案，怎么答都不改变结论。`;
  }

  /** @param {Folded[]} folded */
  #showFolded(folded) {
    const place = /** @type {HTMLElement} */ (this.element.querySelector("#calc-folded"));
    render(
      folded.length
        ? html`<details class="calc-folded">
            <summary>${folded.length} 个问题已收起：怎么答都不改变结果</summary>
            <ul>
              ${folded.map(
                ({ fact, given, why }) =>
                  html`<li><button type="button" class="calc-link" @click=${() => this.goTo(fact.id)}>${fact.label}</button>${given ? "（已答，答案保留）" : ""}：${why}</li>`,
              )}
            </ul>
          </details>`
        : nothing,
      place,
    );
  }
}

/**
 * Whether another answer to a question could change anything, the other answers staying as they are:
 * not where all that it bears on has failed for other reasons.
 * @param {Fact} fact
 * @param {Result} result
 */
function matters(fact, result) {
  return result.measures.some(
    ({ id, status, reasons }) =>
      fact.measures.includes(id) &&
      (status !== "ineligible" || reasons.some(({ verdict, facts }) => verdict === "no" && facts.includes(fact.id))),
  );
}
