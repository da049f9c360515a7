/**
 * The form that is in the page, read and written.
 *
 * How a field is read and written is with its kind, in kinds/. A question without an answer stays out of
 * `answers`; "不清楚" stays out too, and is remembered beside it.
 */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { denial, saysNone } from "../shared/link.js";
import { yuan } from "../shared/numbers.js";
import { released } from "./pointer.js";

/** @import { Answer, Catalogue, Denied, Fact, Folded, Problem, Result, State } from "../shared/types.d.ts" */

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
    /** The elements of the questions, once each was looked for. @type {Map<string, HTMLElement>} */
    this.fields = new Map();
    /** Questions that folded away but were asked for all the same. @type {Set<string>} */
    this.reopened = new Set();
    /** Answers that were remarked on and meant all the same, as "fact:answer". @type {Set<string>} */
    this.confirmed = new Set();
    /** The facts as they stand in the form, from top to bottom. @type {Fact[]} */
    this.order = this.#inOrder();
    /** The question at which the reader is. @type {string | undefined} */
    this.at = undefined;
    /** Topics that were brought into the first part. @type {string[]} */
    this.brought = [];
    /** What the last short cut has answered. @type {Denied | null} */
    this.denied = null;
    /** @type {Result | null} */
    this.result = null;
    /** @type {Set<string>} */
    this.missing = new Set();
    /** The lowest line that amounts of this reader can reach. */
    this.line = Math.min(...catalogue.lowestLines(null));
    /** @type {Set<string> | null} */
    this.only = null;
    /** The part about measures without a number. @type {HTMLDetailsElement | null} */
    this.more = element.querySelector("#calc-more");
    element.addEventListener("focusin", (event) => (this.at = this.#factAt(event.target)?.id ?? this.at));
    element.addEventListener("keydown", (event) => this.#entered(event));
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

  /** The questions in which something was chosen or typed, be it an answer or not yet one. */
  touched() {
    const isTouched = (/** @type {Fact} */ fact) => Object.keys(this.#read(fact)).length > 0 || this.#holdsText(fact);
    return new Set(this.catalogue.facts.filter(isTouched).map(({ id }) => id));
  }

  /** @param {State} state @param {Set<string>} kept Questions to be left as they are. */
  write(state, kept = new Set()) {
    this.reopened.clear();
    this.denied = null;
    this.at = undefined;
    for (const fact of this.catalogue.facts) {
      if (!kept.has(fact.id)) this.#write(fact, state.answers[fact.id], state.unknown.includes(fact.id));
      this.#tidy(fact);
    }
    // A section opens by itself where something of it was answered, except by "none of this".
    for (const box of this.#chips()) {
      const facts = this.#factsOf(box.value);
      const isAnswered = facts.some((fact) => state.answers[fact.id] !== undefined || state.unknown.includes(fact.id));
      box.checked = state.topics.includes(box.value) || (isAnswered && !this.#isDenied(box.value));
    }
    const { more } = this;
    if (more) more.open = more.querySelector(".calc-chooser :checked") !== null;
  }

  /** @param {string} section */
  #factsOf(section) {
    return this.catalogue.facts.filter((fact) => fact.section === section);
  }

  /** Whether all that can be denied of a section was. @param {string} section */
  #isDenied(section) {
    const facts = this.#factsOf(section).filter((fact) => denial(fact, this.catalogue) !== undefined);
    return facts.length > 0 && facts.every((fact) => saysNone(fact, this.#read(fact).answer, this.catalogue));
  }

  /**
   * Show the questions that can still change something; fold the others away.
   * @param {Result | null} result
   * @param {Set<string> | null} only Where set, the questions of one article.
   */
  fold(result, only) {
    Object.assign(this, { result, only });
    this.missing = this.catalogue.missing(result, false);
    this.line = Math.min(...this.catalogue.lowestLines(result));
    this.#arrange();
    const { more, missing } = this;
    // While the second part is closed, only what the first part is about is asked.
    const asked = only || more?.open ? missing : this.asked;
    const focused = document.activeElement?.closest("[data-fact]")?.getAttribute("data-fact");
    /** @type {Folded[]} */
    const folded = [];
    const live = new Set();
    const shown = new Set();
    let waiting = 0;
    const opened = new Set(this.#ticked());
    for (const section of this.catalogue.sections) if (only || section.always) opened.add(section.id);
    for (const fact of this.catalogue.facts) {
      const element = this.#field(fact);
      const said = this.#read(fact);
      const given = said.answer !== undefined;
      const untouched = !given && !said.error && !this.#holdsText(fact);
      const isMore = more?.contains(element);
      const idle = result !== null && (untouched ? !(isMore ? missing : asked).has(fact.id) : given && !matters(fact, result));
      if (!idle) live.add(fact.section);
      if (isMore && !idle && untouched && !said.unknown) waiting++;
      const fold = idle && fact.id !== focused && !this.reopened.has(fact.id);
      const aside = only !== null && !only.has(fact.id);
      element.hidden = fold || aside;
      if (!element.hidden) shown.add(fact.section);
      if (fold && !aside && opened.has(fact.section) && !missing.has(fact.id)) folded.push({ fact, given, why: this.#why(fact, result) });
    }
    for (const section of this.#sections()) {
      const id = section.dataset["topic"] ?? "";
      section.toggleAttribute("data-open", opened.has(id));
      section.hidden = opened.has(id) && !shown.has(id);
    }
    for (const box of this.#chips()) {
      const denied = this.#isDenied(box.value);
      const label = /** @type {HTMLElement} */ (box.closest("label"));
      label.hidden = !box.checked && !live.has(box.value);
      label.classList.toggle("calc-idle", denied && !box.checked);
      const place = label.querySelector("small");
      if (place) place.textContent = denied && !box.checked ? "没有" : "";
      const line = label.querySelector("[data-line]");
      if (line) line.textContent = yuan(this.line);
    }
    for (const chooser of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".calc-chooser"))) {
      chooser.hidden = only !== null || !chooser.querySelector("label:not([hidden])");
    }
    if (more) {
      const inMore = [...shown].some((id) => more.querySelector(`#topic-${CSS.escape(id)}`));
      if (only && inMore) more.open = true;
      more.hidden = only ? !inMore : !waiting && !more.open;
      const place = more.querySelector("summary small");
      if (place) place.textContent = waiting ? `（还有 ${waiting} 问）` : "";
    }
    this.#showShortcuts();
    this.#showFolded(folded);
  }

  /** The questions of the first part that can still change something. */
  get asked() {
    const { catalogue, result, brought } = this;
    const counted = catalogue.missing(result, true);
    return new Set([...this.missing].filter((id) => counted.has(id) || brought.includes(catalogue.factOf.get(id)?.section ?? "")));
  }

  /**
   * Bring topics in which the text supports such an applicant, without an amount, into the first part,
   * as long as it gets no more topics than it has of itself.
   */
  #arrange() {
    const { catalogue, element, more, result } = this;
    const who = catalogue.facts[0]?.id ?? "";
    if (!more || !result) return;
    const open = result.measures.filter(({ reasons }) => !reasons.some(({ verdict, facts }) => verdict === "no" && facts.includes(who)));
    const topics = catalogue.sections.filter(({ always }) => !always);
    const offered = topics.filter(({ id, counted }) =>
      this.#factsOf(id).some(({ measures }) => open.some((m) => measures.includes(m.id) && (counted || m.class === "Q"))),
    );
    const fits = offered.length <= topics.filter(({ counted }) => counted).length;
    const brought = offered.filter(({ counted }) => fits && !counted).map(({ id }) => id);
    if (String(brought) === String(this.brought)) return;
    this.brought = brought;
    for (const { id, counted } of topics) {
      if (counted) continue;
      const part = brought.includes(id) ? "calc-chooser" : "calc-chooser-more";
      const chip = element.querySelector(`.calc-chip:has([value="${id}"])`);
      if (chip) element.querySelector(`#${part} .calc-chips`)?.append(chip);
      element.querySelector(`[data-rest=${part}]`)?.before(element.querySelector(`#topic-${id}`) ?? "");
    }
    more.open = more.querySelector(".calc-chooser :checked") !== null;
    this.order = this.#inOrder();
  }

  #inOrder() {
    return [...this.element.querySelectorAll(".calc-question")].flatMap((field) => this.#factAt(field) ?? []);
  }

  // --- Short cuts: one button that denies several questions, and says which -------------------

  #showShortcuts() {
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".calc-rest"))) {
      const { none, rest } = place.dataset;
      if (place.closest(".calc-topic:not([data-open])")) continue;
      const sections = none ? [none] : this.#chips().filter((box) => box.closest(`#${rest}`)).map((box) => box.value);
      const facts = sections.flatMap((id) => this.#deniable(id));
      const isAmount = (/** @type {Fact} */ fact) => Array.isArray(denial(fact, this.catalogue));
      const amounts = new Set(facts.filter(isAmount).map(({ section }) => section));
      const denials = [...amounts].map((id) => `各年${this.catalogue.sections.find((section) => section.id === id)?.label}都不到${yuan(this.line)}`);
      const others = none ? `${this.#hasAnswer(none) ? "其余" : "这"}几项都没有` : this.#ticked().some((id) => sections.includes(id)) ? "其余的都没有发生" : "没有勾选的都没有发生";
      const words = [...(facts.every(isAmount) ? [] : [others]), ...denials].join("，");
      // What a section's own button says needs no second one.
      const isOwn = !none && new Set(facts.map(({ section }) => section)).size === 1 && this.#ticked().includes(facts[0]?.section ?? "");
      const shown = !this.only && !isOwn && facts.length > (none && !denials.length ? 1 : 0);
      const still = this.denied?.facts.filter((fact) => saysNone(fact, this.#read(fact).answer, this.catalogue)) ?? [];
      const done = this.denied?.place === place && still.length ? { ...this.denied, facts: still } : null;
      render(
        done
          ? html`<p>${done.facts.length} 问已答：${done.words}。 <button type="button" class="calc-button" @click=${() => this.#undo(done)}>撤销</button></p>`
          : shown
            ? html`<button type="button" class="calc-button" @click=${() => this.#deny({ place, facts, words }, sections)}>${words}</button>
                <details class="calc-why"><summary>会答这 ${facts.length} 问</summary><ul>${facts.map(({ label }) => html`<li>${label}</li>`)}</ul></details>`
            : nothing,
        place,
      );
    }
  }

  /** Whether something of a section was answered, and so is not what its button denies. @param {string} section */
  #hasAnswer(section) {
    return this.#factsOf(section).some((fact) => Object.keys(this.#read(fact)).length > 0);
  }

  /** The questions of a section that are open and can be denied. @param {string} section */
  #deniable(section) {
    if (this.#reachesLine(section)) return [];
    return this.#factsOf(section).filter((fact) => {
      const isOpen = Object.keys(this.#read(fact)).length === 0 && !this.#holdsText(fact);
      const canMatter = this.result === null || this.missing.has(fact.id);
      return isOpen && canMatter && denial(fact, this.catalogue) !== undefined;
    });
  }

  /** @param {Denied} denied @param {string[]} sections */
  #deny(denied, sections) {
    this.denied = denied;
    // What cannot be denied is asked.
    this.tick(sections.filter((id) => this.#reachesLine(id)));
    this.#answerAll(denied, (fact) => denial(fact, this.catalogue, this.line));
  }

  /** @param {Denied} denied */
  #undo(denied) {
    this.denied = null;
    this.#answerAll(denied, () => undefined);
  }

  /** @param {Denied} denied @param {(fact: Fact) => Answer | undefined} answer */
  #answerAll({ place, facts }, answer) {
    for (const fact of facts) {
      this.#write(fact, answer(fact), false);
      this.#tidy(fact);
    }
    this.fold(this.result, this.only);
    this.changed("none");
    // The button that was pressed is gone.
    place.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Open a question's topic, show it, and bring the focus to it. @param {string} id */
  goTo(id) {
    const fact = this.catalogue.factOf.get(id);
    if (!fact) return;
    const element = this.#field(fact);
    this.tick([fact.section]);
    if (this.more?.contains(element)) this.more.open = true;
    this.reopened.add(id);
    this.fold(this.result, this.only?.has(id) ? this.only : null);
    element.scrollIntoView({ block: "center" });
    this.#focus(element);
    element.classList.add("calc-called");
    setTimeout(() => element.classList.remove("calc-called"), 2000);
  }

  /** @param {HTMLElement} field */
  #focus(field) {
    const control = field.querySelector("input:checked, input[type=text], input, select");
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  }

  /** Write one answer, or "不清楚", as if it had been given by hand. @param {string} id @param {Answer | undefined} answer */
  answer(id, answer) {
    const fact = this.catalogue.factOf.get(id);
    if (!fact) return;
    this.#write(fact, answer, answer === undefined);
    this.#tidy(fact);
    this.changed(id);
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
    this.#align(fact, event.target);
    this.changed(null);
  }

  /** Bring in line with a control what hangs on it. @param {Fact} fact @param {HTMLInputElement | HTMLSelectElement} control */
  #align(fact, control) {
    const kind = this.catalogue.kindOf(fact);
    const field = this.#field(fact);
    kind.changed?.(field, control);
    const later = this.#factsOf(fact.section).filter((other) => this.catalogue.kindOf(other) === kind && this.order.indexOf(other) > this.order.indexOf(fact));
    for (const other of later) if (!this.#holdsText(other)) kind.carry?.(field, this.#field(other));
    this.#tidy(fact);
    // A short cut never stands for what was just typed.
    this.#showShortcuts();
  }

  /** As the key says on a phone, Enter leads to the next field. @param {KeyboardEvent} event */
  #entered(event) {
    const target = event.target;
    const fact = this.#factAt(target);
    if (event.key !== "Enter" || event.isComposing || !(target instanceof HTMLInputElement)) return;
    // A topic is ticked; the browser would send the form.
    if (!fact && target.type === "checkbox") target.click();
    if (fact || target.type === "checkbox") event.preventDefault();
    if (!fact) return;
    this.#showError(fact);
    if (this.#read(fact).error) return;
    const field = this.#field(fact);
    const high = /** @type {HTMLElement | null} */ (field.querySelector('[data-part="high"]'));
    if (target.dataset["part"] === "low" && high && isSeen(high)) return high.focus();
    const below = this.order.slice(this.order.indexOf(fact) + 1).map((other) => this.#field(other));
    const next = below.find(isSeen);
    if (next) this.#focus(next);
    else /** @type {HTMLElement | null} */ (this.element.querySelector("[type=submit]"))?.click();
  }

  /** @param {Event} event */
  #finished(event) {
    const target = event.target;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.closest("[data-helper]")) return;
    if (target.closest("#calc-chooser") && target instanceof HTMLInputElement && target.checked) this.#takeBack(target.value);
    const fact = this.#factAt(target);
    if (fact) {
      this.at = fact.id;
      this.#align(fact, target);
      released().then(() => this.#showError(fact));
    }
    this.changed(fact?.id ?? "topics");
  }

  /** @param {EventTarget | null} target */
  #factAt(target) {
    // The figures of a helper are no answers themselves.
    if (!(target instanceof Element) || target.closest("[data-helper]")) return undefined;
    return this.catalogue.factOf.get(target.closest("[data-fact]")?.getAttribute("data-fact") ?? "");
  }

  // --- One question -------------------------------------------------------------------------

  /** The element of a question. @param {Fact} fact */
  #field(fact) {
    const known = this.fields.get(fact.id);
    if (known) return known;
    const field = this.element.querySelector(`#q-${CSS.escape(fact.id)}`);
    if (!(field instanceof HTMLElement)) throw new Error(`The form has no question ${fact.id}.`);
    this.fields.set(fact.id, field);
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
    if (!remark && !place.hasChildNodes()) return;
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
    return [...this.#field(fact).querySelectorAll("input")].some((input) => input.type === "text" && input.value !== "" && !input.closest("[data-helper]"));
  }

  // --- Sections -----------------------------------------------------------------------------

  /** @param {string[]} sections */
  tick(sections) {
    for (const box of this.#chips()) box.checked ||= sections.includes(box.value);
  }

  /** @returns {HTMLInputElement[]} */
  #chips() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.element.querySelectorAll(".calc-chooser input"))];
  }

  #ticked() {
    return this.#chips().filter((box) => box.checked).map((box) => box.value);
  }

  /** Whether a section's amounts can no longer be denied: one was typed that may reach the lowest line. @param {string} section */
  #reachesLine(section) {
    return this.#factsOf(section).some((fact) => {
      const none = denial(fact, this.catalogue, this.line);
      if (!Array.isArray(none)) return false;
      const { answer, error } = this.#read(fact);
      const high = Array.isArray(answer) ? answer[1] : answer;
      return error !== undefined || (high !== undefined && Number(high) > none[1]);
    });
  }

  /** Whoever ticks a section takes back that its amounts are all below the lines. @param {string} section */
  #takeBack(section) {
    for (const fact of this.#factsOf(section)) {
      const { answer } = this.#read(fact);
      if (!Array.isArray(answer) || !saysNone(fact, answer, this.catalogue)) continue;
      this.#write(fact, undefined, false);
      this.#tidy(fact);
    }
  }

  /** @returns {HTMLElement[]} */
  #sections() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".calc-topic"))];
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

/** @param {Element} element */
function isSeen(element) {
  return element.getClientRects().length > 0 && !element.parentElement?.closest("details:not([open])");
}
