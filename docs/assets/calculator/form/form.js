/**
 * The form that stands in the page, read and written.
 *
 * There is one reader and one writer for each kind of fact, and none for any single fact. A question
 * without an answer stays out of `answers`; "不清楚" stays out too, and is remembered beside it.
 */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { daysOfMonth, denial, deniedTopics, emptyState, isDay, isDenied } from "../shared/link.js";
import { decimal, parseAmount, price, probablyMeant, yuan } from "../shared/numbers.js";
import { released } from "./pointer.js";
import { aboutTerm } from "../result/words.js";

/**
 * @typedef {import("../shared/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../shared/catalogue.js").Fact} Fact
 * @typedef {import("../shared/catalogue.js").Result} Result
 * @typedef {import("../shared/link.js").Answer} Answer
 * @typedef {import("../shared/link.js").State} State
 * @typedef {{answer?: Answer, unknown?: boolean, error?: string}} Reading What one question says.
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
    this.kept = new Set();
    /** Unlikely amounts that were confirmed, as "fact:amount". @type {Set<string>} */
    this.confirmed = new Set();
    /** @type {Set<string>} */
    this.settledTopics = new Set();
    element.addEventListener("input", (event) => this.#typed(event));
    element.addEventListener("change", (event) => this.#finished(event));
    for (const fact of catalogue.facts) this.#tidy(fact);
  }

  /** @param {string} id */
  question(id) {
    return /** @type {HTMLElement | null} */ (this.element.querySelector(`#q-${CSS.escape(id)}`));
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
    this.kept.clear();
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
      const element = this.question(fact.id);
      if (!element) continue;
      const said = this.#read(fact);
      const given = said.answer !== undefined;
      const untouched = !given && !said.error && !this.#holdsText(fact);
      const idle = result !== null && (untouched ? !missing.has(fact.id) : given && !matters(fact, result));
      if (!idle) live.add(fact.topic);
      const fold = idle && fact.id !== focused && !this.kept.has(fact.id);
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
    const element = this.question(id);
    if (!fact || !element) return;
    const box = this.#chips().find((chip) => chip.value === fact.topic);
    if (box) box.checked = true;
    const section = /** @type {HTMLElement | null} */ (element.closest(".calc-topic"));
    section?.toggleAttribute("data-open", true);
    if (section) section.hidden = false;
    element.hidden = false;
    this.kept.add(id);
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
    if (event.target.value && fact.kind !== "event") this.#setPart(fact, "unknown", false);
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
      if (target.dataset["part"] === "several") this.#several(fact, /** @type {HTMLInputElement} */ (target).checked);
      if (target.dataset["part"] === "unknown" && /** @type {HTMLInputElement} */ (target).checked) this.#clear(fact);
      if (target instanceof HTMLInputElement && target.type === "checkbox" && target.value === "?") this.#onlyUnknown(fact, target);
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

  /** @param {Fact} fact @returns {Reading} */
  #read(fact) {
    switch (fact.kind) {
      case "yes_no":
      case "event":
        return this.#readTruth(fact);
      case "choice":
        return this.#readChoice(fact);
      case "set":
        return this.#readSet(fact);
      case "money":
      case "unit_price":
        return this.#readAmount(fact);
    }
  }

  /** @param {Fact} fact @returns {Reading} */
  #readTruth(fact) {
    const [value] = this.#checked(fact);
    if (value === "?") return { unknown: true };
    if (value === "no") return { answer: false };
    if (value !== "yes") return {};
    if (fact.kind === "yes_no") return { answer: true };
    const date = this.#part(fact, "date");
    if (date.validity.badInput) return { error: "日期不完整，请填年、月、日，或清空。" };
    const month = this.#part(fact, "month").value;
    const days = daysOfMonth(month);
    if (month && !days) return { error: "请填一个月份，例如 2024-05。" };
    if (!date.value) return { answer: days ?? true };
    if (days && (date.value < days[0] || date.value > days[1])) return { error: "日期不在所填的月份里，请改一个或清空一个。" };
    return isDay(date.value) ? { answer: date.value } : { error: "请填一个真实的日期，例如 2024-05-01。" };
  }

  /** @param {Fact} fact @returns {Reading} */
  #readChoice(fact) {
    const chosen = this.#checked(fact);
    if (chosen.includes("?")) return { unknown: true };
    const all = this.catalogue.optionsOf(fact).length;
    if (chosen.length === 0 || chosen.length === all) return {};
    return { answer: chosen.length === 1 ? chosen[0] : chosen };
  }

  /** @param {Fact} fact @returns {Reading} */
  #readSet(fact) {
    const [value] = this.#checked(fact);
    if (value === "?") return { unknown: true };
    if (value === "none") return { answer: [] };
    const members = this.#members(fact).filter((box) => box.checked).map((box) => box.value);
    return value === "some" && members.length ? { answer: members } : {};
  }

  /** @param {Fact} fact @returns {Reading} */
  #readAmount(fact) {
    if (this.#part(fact, "unknown").checked) return { unknown: true };
    const isRange = this.#part(fact, "range").checked;
    const [low, high] = ["low", "high"].map((part) => this.#part(fact, part).value.trim());
    if (!low && !(isRange && high)) return {};
    if (isRange && !(low && high)) return { error: "请把范围的两头都填上；只知道一个数时，取消“只知道范围”。" };
    const ends = (isRange ? [low, high] : [low]).map((text) => this.#amount(fact, text ?? ""));
    for (const end of ends) if ("error" in end) return { error: end.error };
    const [from, to] = ends.map((end) => ("value" in end ? end.value : 0));
    if (from === undefined) return {};
    if (to === undefined || to === from) return { answer: from };
    if (to < from) return { error: "范围的上限要不小于下限。" };
    return { answer: [from, to] };
  }

  /** @param {Fact} fact @param {string} text */
  #amount(fact, text) {
    if (fact.kind === "money") return parseAmount(text, Number(this.#unit(fact)?.value), 0);
    const read = parseAmount(text, 0, 2);
    if (!("value" in read)) return read;
    return read.value < 1e11 ? { value: read.value / 100 } : { error: "数字太大，请核对。单位是元/㎡。" };
  }

  /** @param {Fact} fact @param {Answer | undefined} answer @param {boolean} unknown */
  #write(fact, answer, unknown) {
    switch (fact.kind) {
      case "yes_no":
      case "event":
        this.#check(fact, unknown ? ["?"] : answer === undefined ? [] : [answer === false ? "no" : "yes"]);
        if (fact.kind === "event") {
          this.#part(fact, "date").value = typeof answer === "string" ? answer : "";
          this.#part(fact, "month").value = Array.isArray(answer) ? String(answer[0]).slice(0, 7) : "";
        }
        break;
      case "choice": {
        const chosen = answer === undefined ? [] : Array.isArray(answer) ? answer.map(String) : [String(answer)];
        this.#several(fact, chosen.length > 1);
        this.#setPart(fact, "several", chosen.length > 1);
        this.#check(fact, unknown ? ["?"] : chosen);
        break;
      }
      case "set": {
        const members = Array.isArray(answer) ? answer.map(String) : [];
        this.#check(fact, unknown ? ["?"] : answer === undefined ? [] : [members.length ? "some" : "none"]);
        for (const box of this.#members(fact)) box.checked = members.includes(box.value);
        break;
      }
      case "money":
      case "unit_price":
        this.#writeAmount(fact, answer, unknown);
    }
  }

  /** @param {Fact} fact @param {Answer | undefined} answer @param {boolean} unknown */
  #writeAmount(fact, answer, unknown) {
    const ends = (answer === undefined ? [] : Array.isArray(answer) ? answer : [answer]).map(Number);
    const unit = this.#unit(fact);
    const power = (ends.at(-1) ?? 0) >= 1e8 ? 8 : 4;
    if (unit && ends.length) unit.value = String(power);
    const text = (/** @type {number | undefined} */ end) =>
      end === undefined ? "" : unit ? decimal(end, power) : String(end);
    this.#part(fact, "low").value = text(ends[0]);
    this.#part(fact, "high").value = text(ends[1]);
    this.#setPart(fact, "range", ends.length > 1);
    this.#setPart(fact, "unknown", unknown);
  }

  /** Show and hide what hangs on the answer: the date, the members, the upper end, the echo. @param {Fact} fact */
  #tidy(fact) {
    const question = this.question(fact.id);
    if (!question) return;
    const [value] = this.#checked(fact);
    question.toggleAttribute("data-yes", value === "yes" || value === "some");
    if (fact.kind === "event") this.#tellTerm(fact);
    if (fact.kind !== "money" && fact.kind !== "unit_price") return;
    const isRange = this.#part(fact, "range").checked;
    question.toggleAttribute("data-range", isRange);
    const { answer } = this.#read(fact);
    const say = fact.kind === "money" ? yuan : price;
    const echo = /** @type {HTMLOutputElement} */ (question.querySelector("output"));
    echo.textContent =
      answer === undefined ? "" : Array.isArray(answer) ? `＝${answer.map((end) => say(Number(end))).join("至")}` : `＝${say(Number(answer))}`;
    this.#ask(fact, answer);
  }

  /** Say at once where a day lies outside the term, or hangs on a reading. @param {Fact} fact */
  #tellTerm(fact) {
    const place = this.question(fact.id)?.querySelector(".calc-ask");
    const { answer } = this.#read(fact);
    if (place instanceof HTMLElement) place.textContent = typeof answer === "string" || Array.isArray(answer) ? aboutTerm(answer, fact, this.catalogue) : "";
  }

  /** Ask whether an amount far outside the policy's lines was meant. @param {Fact} fact @param {Answer | undefined} answer */
  #ask(fact, answer) {
    const place = this.question(fact.id)?.querySelector(".calc-ask");
    if (!(place instanceof HTMLElement)) return;
    const meant = typeof answer === "number" && fact.kind === "money" ? probablyMeant(answer, this.catalogue.lines) : null;
    if (meant === null || this.confirmed.has(`${fact.id}:${answer}`)) {
      render(nothing, place);
      return;
    }
    const settle = (/** @type {number} */ amount) => {
      this.confirmed.add(`${fact.id}:${amount}`);
      this.#writeAmount(fact, amount, false);
      this.#tidy(fact);
      this.changed(fact.id);
      this.#part(fact, "low").focus();
    };
    render(
      html`<p>${yuan(Number(answer))}，数字不常见。是不是单位差了一万倍？</p>
        <button type="button" class="calc-button" @click=${() => settle(meant)}>改为${yuan(meant)}</button>
        <button type="button" class="calc-button" @click=${() => settle(Number(answer))}>没有错，就是${yuan(Number(answer))}</button>`,
      place,
    );
  }

  /** @param {Fact} fact */
  #showError(fact) {
    const { error } = this.#read(fact);
    const question = this.question(fact.id);
    const place = question?.querySelector(".calc-error");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = !error;
    place.textContent = error ?? "";
    question?.classList.toggle("calc-wrong", Boolean(error));
    for (const input of question?.querySelectorAll("input[type=text], input[type=date]") ?? []) {
      if (error) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  // --- Controls -----------------------------------------------------------------------------

  /** @param {Fact} fact @returns {HTMLInputElement[]} */
  #options(fact) {
    return [...(this.question(fact.id)?.querySelectorAll("input") ?? [])].filter((input) => input.name === fact.id);
  }

  /** @param {Fact} fact @returns {HTMLInputElement[]} */
  #members(fact) {
    return [...(this.question(fact.id)?.querySelectorAll("input") ?? [])].filter((input) => input.name === `${fact.id}-member`);
  }

  /** @param {Fact} fact */
  #checked(fact) {
    return this.#options(fact).filter((input) => input.checked).map((input) => input.value);
  }

  /** @param {Fact} fact @param {string[]} values */
  #check(fact, values) {
    for (const input of this.#options(fact)) input.checked = values.includes(input.value);
  }

  /** Let a choice take several answers that are still possible, or one. @param {Fact} fact @param {boolean} several */
  #several(fact, several) {
    const [first] = this.#checked(fact);
    for (const input of this.#options(fact)) input.type = several ? "checkbox" : "radio";
    if (!several && first) this.#check(fact, [first]);
  }

  /** "不清楚" and an option exclude each other among tick boxes too. @param {Fact} fact @param {HTMLInputElement} box */
  #onlyUnknown(fact, box) {
    if (box.checked) this.#check(fact, ["?"]);
  }

  /** @param {Fact} fact */
  #clear(fact) {
    for (const part of ["low", "high"]) this.#part(fact, part).value = "";
  }

  /** @param {Fact} fact */
  #holdsText(fact) {
    return [...(this.question(fact.id)?.querySelectorAll("input") ?? [])].some((input) => input.type === "text" && input.value !== "");
  }

  /** @param {Fact} fact @param {string} part @returns {HTMLInputElement} */
  #part(fact, part) {
    const input = this.question(fact.id)?.querySelector(`[data-part="${part}"]`);
    if (!(input instanceof HTMLInputElement)) throw new Error(`The question ${fact.id} has no ${part}.`);
    return input;
  }

  /** @param {Fact} fact @param {string} part @param {boolean} on */
  #setPart(fact, part, on) {
    this.#part(fact, part).checked = on;
  }

  /** @param {Fact} fact @returns {HTMLSelectElement | null} */
  #unit(fact) {
    return this.question(fact.id)?.querySelector("select") ?? null;
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
