/**
 * The calculator's page: form → state → engine → results, and the state in the address.
 *
 * There is one state. Whatever changes (a question, a reading, the address itself) goes through
 * `update`, which writes the address, asks the engine, and shows what comes back.
 */
import { html, nothing, render } from "../vendor/lit-html.js";
import { ENGINE_FOLDER } from "../site/runtime.js";
import { Catalogue } from "./shared/catalogue.js";
import { engine, hasRoom } from "./engine/early.js";
import { canUseSnapshot } from "./engine/snapshot.js";
import { Form } from "./form/form.js";
import { listenToHelper } from "./form/helper.js";
import { KINDS } from "./kinds/index.js";
import { Stored } from "./shared/stored.js";
import { decode, emptyState, encode } from "./shared/link.js";
import { place, today } from "./shared/page.js";
import { released } from "./form/pointer.js";
import { Cards } from "./result/cards.js";
import { codeOf, loadEncoder, sharePanel, sheet } from "./result/share.js";
import { loading } from "./engine/loading.js";
import { keepOffline } from "./shared/offline.js";
import { figureInBrief, figureInWords, figureOf } from "./result/figure.js";

/** @import { Loading } from "./engine/types.d.ts" */
/** @import { Problem, Result, State } from "./shared/types.d.ts" */

const SPEAKING_PAUSE = 1000;
const CODE_PAUSE = 100;

const visitType = () => performance.getEntriesByType("navigation")[0]?.type;

class Calculator {
  constructor() {
    this.embedded = new URLSearchParams(location.search).has("embed");
    this.root = place("calculator").dataset["root"] ?? "../";
    this.catalogue = new Catalogue(place("calc-catalogue").textContent ?? "", KINDS);
    this.stored = new Stored(this.catalogue.policy.number);
    this.isStored = this.stored.text !== null;
    /** @type {State} */
    this.state = emptyState();
    /** @type {Result | null} */
    this.result = null;
    /** The link whose picture is shown. */
    this.pictured = "";
    this.isCodeOpen = false;
    this.paper = matchMedia("print");
    this.said = "";
    /** @type {string[]} */
    this.messages = [];
    /** The question answered last: answering it again adds no step to the history. @type {string | null} */
    this.last = null;
    this.asked = 0;
    /** Which of the questions to the engine the result answers. */
    this.answered = 0;
    /** Whether the answers are those of a link that was opened. */
    this.isShared = false;
    /** Whether the engine was ever called for; before that, nothing is downloaded. */
    this.isStarted = false;
    /** @type {Problem[]} */
    this.summary = [];
    this.speaking = 0;
    this.picturing = 0;
    const element = /** @type {HTMLFormElement} */ (place("calc-form"));
    this.form = new Form(element, this.catalogue, (finished) => this.#changed(finished));
    this.cards = new Cards(this.catalogue, this.root, {
      goTo: (fact) => this.#goTo(fact),
      next: () => this.#next(),
      settle: (reading, value) => this.#settle(reading, value),
      toggle: (card, open) => this.#toggle(card, open),
      showReading: (reading) => {
        this.#toggle("readings", true);
        this.#focus(place(`reading-${reading}`));
      },
    });
    this.engine = engine;
    /** The asking sheets, and whether they are looked at. @type {import("./result/asking.js").Asking | null} */
    this.asking = null;
    this.isAsking = false;
    this.#listen(element);
    document.querySelector(".calc-tables")?.removeAttribute("open");
    const touched = this.form.touched();
    this.#open(touched);
    this.#startEngine(touched.size > 0);
  }

  // --- Events -------------------------------------------------------------------------------

  /** @param {HTMLFormElement} element */
  #listen(element) {
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    place("calc-clear").addEventListener("click", () => {
      this.messages = [];
      this.#share(false);
      this.#adopt(emptyState(), "clear");
    });
    place("calc-next").addEventListener("click", () => this.#next());
    document.getElementById("calc-more")?.addEventListener("toggle", () => this.#fold());
    for (const helper of element.querySelectorAll("[data-helper]")) {
      const work = (/** @type {object} */ figures) => this.engine.size(figures);
      listenToHelper(/** @type {HTMLElement} */ (helper), work, (fact, answer) => this.form.answer(fact, answer));
    }
    // Links of the examples, back and forward, and addresses typed by hand all come this way.
    addEventListener("popstate", () => this.#open());
    element.addEventListener("focusin", () => this.#nameNext());
    addEventListener("beforeprint", () => this.#drawPaper());
    this.paper.addEventListener("change", () => this.#drawPaper());
    if (this.embedded) {
      const tell = () => parent.postMessage({ calculatorHeight: place("calculator").scrollHeight + 24 }, "*");
      new ResizeObserver(tell).observe(place("calculator"));
    }
  }

  /** @param {boolean} isTouched */
  #startEngine(isTouched) {
    /** @type {Loading} */
    let stage = { state: "loading" };
    const show = (/** @type {Loading} */ now) => {
      stage = now;
      render(loading(stage, start), place("calc-engine"));
    };
    const start = () => {
      this.isStarted = true;
      show({ state: "loading" });
      this.#assess();
    };
    const hear = (/** @type {string} */ name, /** @type {(detail: any) => void} */ listener) =>
      this.engine.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
    hear("stage", ({ text }) => show({ state: "loading", stage: text }));
    hear("progress", ({ loaded, total }) => show({ ...stage, state: "loading", loaded, total }));
    hear("failure", (failure) => {
      show({ state: "failed", message: failure.message });
      document.querySelector(".calc-tables")?.setAttribute("open", "");
      if (failure.code === "missing") this.#renew();
    });
    const ready = () => {
      show({ state: "ready" });
      if (this.embedded) return;
      keepOffline(this.engine.source, canUseSnapshot ? "memory" : null);
    };
    hear("ready", ready);
    // Whoever asked to save data decides by the first touch; for all others the engine loads at once.
    if (navigator.connection?.saveData && !isTouched) {
      show({ state: "waiting" });
      place("calculator").addEventListener("focusin", start, { once: true });
    } else {
      // The page itself comes first: a slow connection is not shared with the engine before.
      show({ state: "loading" });
      if (document.readyState === "complete" || hasRoom()) start();
      else addEventListener("load", start, { once: true });
    }
    if (this.engine.state === "ready") ready();
  }

  /** Where the site has been renewed, let its newest page take this one's place, with all answers. */
  async #renew() {
    if (visitType() === "reload" || this.form.problems().length) return;
    const newest = await fetch(location.href, { cache: "reload" }).catch(() => null);
    if (!newest?.ok || (await newest.text()).includes(ENGINE_FOLDER.slice(-17))) return;
    Object.assign(this.state, this.form.read());
    history.replaceState(null, "", this.#address);
    location.reload();
  }

  // --- State --------------------------------------------------------------------------------

  /**
   * Take the state from the address; without one, from what this browser has stored.
   * @param {Set<string>} [touched] Questions answered before this script ran: the hand has the last word.
   */
  #open(touched) {
    const fragment = location.hash.slice(1);
    // An anchor of the page itself is no state, and leaves the answers alone.
    if (fragment && !fragment.includes("=")) return;
    const stored = fragment || this.result ? null : this.stored.text;
    const { state, problems, version } = decode(stored ?? fragment, this.catalogue);
    this.messages = problems;
    const now = this.catalogue.policy.version;
    if (version !== null && version !== now) {
      this.messages = [
        `这个链接来自版本 ${version.slice(0, 20)}，已按现在的版本 ${now} 打开。${problems.length ? "有变化的地方：" : "所有答案仍然有效。"}`,
        ...problems,
      ];
    }
    if (stored) this.messages.push("已填入上次记在这个浏览器里的答案。");
    this.state = state;
    this.last = null;
    const { topics } = this.form.read();
    const isTouched = touched && touched.size + topics.length > 0;
    if (isTouched) state.topics.push(...topics);
    this.form.write(state, touched);
    if (isTouched) {
      Object.assign(state, this.form.read());
      this.#update("hand");
    }
    // Neither by going back nor loaded again.
    const isVisit = visitType() === "navigate";
    this.#share(touched !== undefined && version !== null && fragment !== this.stored.text && isVisit);
    // A task of its own, before which a tap is answered.
    if (touched) setTimeout(() => this.#follow());
    else this.#follow();
  }

  #follow() {
    this.#fold();
    this.#showMessages();
    this.#assess();
    if (this.state.article !== null) this.#scroll("calc-form");
    else if (this.isShared) this.#scroll("results-title");
  }

  /** Say at the result that somebody else may have filled the form in. @param {boolean} isShared */
  #share(isShared) {
    this.isShared = isShared;
    const begin = (/** @type {boolean} */ isAnew) => {
      this.#share(false);
      if (isAnew) this.#adopt(decode(this.stored.text ?? "", this.catalogue).state, "own");
      place("calc-form").scrollIntoView();
    };
    render(
      isShared
        ? html`<div class="calc-notice"><p>这是别人填好的情况（也可能是您自己存下的链接）。</p>
            <p class="calc-buttons"><button type="button" class="calc-button calc-primary" @click=${() => begin(true)}>填我自己的</button>
            <button type="button" class="calc-button" @click=${() => begin(false)}>改这份情况</button></p></div>`
        : nothing,
      place("calc-shared"),
    );
  }

  /** The browser itself goes to an article's row in the tables, until the page has loaded. @param {string} id */
  #scroll(id) {
    const show = () => place(id).scrollIntoView();
    if (document.readyState === "complete") show();
    else addEventListener("load", () => setTimeout(show), { once: true });
  }

  /** @param {State} state @param {string} cause */
  #adopt(state, cause) {
    this.state = state;
    this.form.write(state);
    this.#update(cause);
    this.#fold();
  }

  /** @param {string | null} finished */
  #changed(finished) {
    Object.assign(this.state, this.form.read());
    if (finished === null) {
      // Of questions that overtake each other the engine answers the newest.
      this.#assess();
      return;
    }
    // A topic opens at once, also while the engine is on its way or where it has failed.
    if (finished === "topics" || this.result === null) this.#fold();
    this.#update(finished);
  }

  /** Write the address, as a new step unless the same question was answered again. @param {string} cause */
  #update(cause) {
    const address = this.#address;
    if (address !== location.pathname + location.search + location.hash) {
      if (cause === this.last) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      this.last = cause;
    }
    // Another tab may have forgotten it, for all.
    this.isStored &&= this.stored.text !== null;
    if (this.isStored && !this.isShared) this.stored.store(this.#fragment.slice(1));
    this.#assess();
  }

  /** The state, as addresses end with it. */
  get #fragment() {
    const fragment = encode(this.state, this.catalogue);
    return fragment && `#${fragment}`;
  }

  get #address() {
    return location.pathname + location.search + this.#fragment;
  }

  get #document() {
    return { as_of: today(), answers: this.state.answers, readings: this.state.readings };
  }

  get #link() {
    return location.origin + location.pathname + this.#fragment;
  }

  // --- Engine -------------------------------------------------------------------------------

  async #assess() {
    if (!this.isStarted) return;
    const number = ++this.asked;
    const output = place("calc-output");
    output.setAttribute("aria-busy", "true");
    const result = await this.#ask();
    if (number === this.asked) await released();
    if (number !== this.asked) return;
    output.removeAttribute("aria-busy");
    if (!result) return;
    if (result.error) {
      this.messages = ["有的答案不能计算：", ...result.error.slice(0, 5)];
      this.#showMessages();
      return;
    }
    this.result = result;
    this.answered = number;
    if (this.isAsking) this.asking?.follow(this.#document, this.state.unknown);
    this.#show();
    // The link's picture takes longest: it waits until nobody types.
    clearTimeout(this.picturing);
    this.picturing = setTimeout(() => this.#picture(), CODE_PAUSE);
  }

  /**
   * The engine's answer; null where a newer question took this one's place or the engine failed,
   * which it has then said itself.
   * @returns {Promise<(Result & {error?: string[]}) | null>}
   */
  async #ask() {
    try {
      return await this.engine.assess(this.#document);
    } catch {
      return null;
    }
  }

  #show() {
    this.#fold();
    this.#draw();
    clearTimeout(this.speaking);
    if (this.#isFilled) {
      const words = this.result ? `测算结果：${figureInWords(figureOf(this.result, this.state, this.catalogue))}。` : "";
      this.speaking = setTimeout(() => (place("calc-live").textContent = words), SPEAKING_PAUSE);
    }
  }

  async #picture() {
    await loadEncoder();
    if (this.paper.matches) this.#drawPaper();
    this.pictured = this.isCodeOpen ? this.#link : "";
    if (this.pictured) this.#draw();
  }

  #drawPaper() {
    const { result, state, catalogue } = this;
    const view = result && { catalogue, result, state, link: this.#link, code: codeOf(this.#link) };
    // Where no result belongs to what is filled in, the form itself is printed.
    const isCurrent = this.#isFilled && this.answered === this.asked;
    const paper = this.asking?.paper ?? (view && isCurrent ? sheet(view) : nothing);
    document.documentElement.classList.toggle("calc-on-paper", paper !== nothing);
    render(paper, place("calc-paper"));
  }

  get #isFilled() {
    return Object.keys(this.state.answers).length > 0;
  }

  #draw() {
    const { result, state, catalogue } = this;
    this.#showMessages();
    if (!result) return;
    if (!this.#isFilled && state.article === null) {
      render(html`<p class="calc-welcome">回答几个问题，这里马上给出结果。每题都可以不答或选“不清楚”，没有答的不会当作“否”。</p>`, place("calc-output"));
      render(nothing, place("calc-bar"));
      return;
    }
    const figure = figureOf(result, state, catalogue);
    render(
      html`${this.cards.view(result, state, figure)}
      ${this.#isFilled ? this.#askingView() : nothing}
      ${sharePanel({
        catalogue, result, state,
        code: this.pictured === this.#link ? codeOf(this.pictured) : undefined,
        openCode: ({ target }) => {
          this.isCodeOpen = /** @type {HTMLDetailsElement} */ (target).open;
          this.#picture();
        },
        document: this.#document,
        link: this.#link,
        page: location.origin + location.pathname,
        said: this.said,
        isStored: this.isStored,
        embedded: this.embedded,
        say: (message) => { this.said = message; this.#draw(); },
        store: (on) => this.#store(on),
      })}`,
      place("calc-output"),
    );
    render(
      html`<p class="calc-bar">
        <span>${figureInBrief(figure)}</span>
        <button type="button" @click=${() => this.#focus(place("results-title"))}>看结果</button>
      </p>`,
      place("calc-bar"),
    );
  }

  #askingView() {
    const toggled = (/** @type {Event} */ { target, currentTarget }) => {
      const { open } = /** @type {HTMLDetailsElement} */ (currentTarget);
      if (target !== currentTarget || open === this.isAsking) return;
      this.isAsking = open;
      if (open) this.#openAsking();
    };
    return html`<details class="calc-more calc-asking" .open=${this.isAsking} @toggle=${toggled}>
      <summary>问主管部门：问询单</summary>
      ${this.asking?.view() ?? nothing}
    </details>`;
  }

  async #openAsking() {
    const module = await import("./result/asking.js").catch(() => null);
    if (!module) {
      this.messages = ["问询单没有下载到。请检查网络，收起后再打开。"];
      this.#showMessages();
      return;
    }
    this.asking ??= new module.Asking(this.engine, this.root, { draw: () => this.#draw(), drawPaper: () => this.#drawPaper() });
    this.asking.follow(this.#document, this.state.unknown);
  }

  #fold() {
    const { article } = this.state;
    this.form.fold(this.result, article === null ? null : this.catalogue.factsOfArticle(article));
    this.#nameNext();
  }

  #nameNext() {
    const button = place("calc-next");
    const { next, isAbove, isMore } = this.#nextQuestion();
    button.hidden = next === null;
    button.textContent = isAbove ? "下面没有了，回到上面没答的一题" : isMore ? "下一题（没有写金额的）" : "下一题";
  }

  #showMessages() {
    const { article } = this.state;
    const problems = this.summary;
    render(
      html`${problems.length
        ? html`<div class="calc-summary" role="alert" tabindex="-1" id="calc-summary">
            <h3>有 ${problems.length} 处需要改正</h3>
            <ul>
              ${problems.map(({ fact, message }) => html`<li><button type="button" class="calc-link" @click=${() => this.#goTo(fact.id)}>${fact.label}：${message}</button></li>`)}
            </ul>
          </div>`
        : nothing}
      ${this.messages.length ? html`<div class="calc-notice" role="status">${this.messages.map((message) => html`<p>${message}</p>`)}</div>` : nothing}
      ${article === null
        ? nothing
        : html`<div class="calc-notice">
            <p>只列出与${this.catalogue.articleOf.get(article)?.name}有关的问题和结果。</p>
            <p><button type="button" class="calc-button" @click=${() => this.#adopt({ ...this.state, article: null }, "article")}>列出全部</button></p>
          </div>`}`,
      place("calc-messages"),
    );
  }

  // --- What the buttons do ------------------------------------------------------------------

  #submit() {
    this.summary = this.form.problems();
    this.form.showProblems();
    this.#showMessages();
    this.#focus(place(this.summary.length ? "calc-summary" : "results-title"));
  }

  /** The next open question further down, those of the first part first; where none is left there, the first. */
  #nextQuestion() {
    const { catalogue, result, state, form } = this;
    const order = form.order.map(({ id }) => id);
    const only = state.article === null ? null : catalogue.factsOfArticle(state.article);
    const missing = catalogue.missing(result, false);
    const open = result ? order.filter((id) => missing.has(id) && !state.unknown.includes(id) && (only === null || only.has(id))) : order;
    const { asked } = form;
    const first = open.filter((id) => asked.has(id));
    const left = first.length ? first : open;
    const at = order.indexOf(form.at ?? "");
    const below = left.find((id) => order.indexOf(id) > at);
    return { next: below ?? left[0] ?? null, isAbove: !below, isMore: result !== null && !first.length };
  }

  #next() {
    const { next } = this.#nextQuestion();
    if (next !== null) this.#goTo(next);
  }

  /** @param {string} fact */
  #goTo(fact) {
    this.form.goTo(fact);
    Object.assign(this.state, this.form.read());
  }

  /** @param {string} reading @param {boolean | undefined} value */
  #settle(reading, value) {
    const readings = { ...this.state.readings };
    if (value === undefined) delete readings[reading];
    else readings[reading] = value;
    this.state.readings = readings;
    this.#update(`reading ${reading}`);
  }

  /** @param {string} card @param {boolean} open */
  #toggle(card, open) {
    if (open) this.cards.open.add(card);
    else this.cards.open.delete(card);
    this.#draw();
  }

  /** @param {boolean} on */
  #store(on) {
    this.isStored = on && this.stored.store(this.#fragment.slice(1));
    if (!on) this.stored.forget();
    this.said = on && !this.isStored ? "这个浏览器不允许保存。" : on ? "已记在这个浏览器里。" : "已从这个浏览器里删除。";
    this.#draw();
  }

  /** @param {HTMLElement} element */
  #focus(element) {
    element.scrollIntoView({ block: "start" });
    element.focus({ preventScroll: true });
  }
}

new Calculator();
// The page's head watches for this.
document.documentElement.classList.add("calc-on", "calc-runs");
