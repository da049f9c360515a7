/**
 * The page for many applicants: file → columns → problems → results → files to take away.
 *
 * There is one state and one `draw`. Whatever takes long is a task: it has a bar, and can be stopped.
 */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { CARRY, LEAVE, LISTED, asksForALook, columnsView, readingsView, showUses } from "./columns.js";
import { FORMATS, Refusal, TableSession } from "./table_session.js";
import { RememberedUses } from "./remembered.js";
import { asksView, countsView, previewView, sheetsView } from "./preview.js";
import { PAGE, grouped, isNarrowed, resultsView, sumInWords, sumsView } from "./results.js";
import { choices } from "./choices.js";
import { asFailure } from "../engine/failure.js";
import { keepOffline } from "../shared/offline.js";
import { place, save, today } from "../shared/page.js";

/**
 * @typedef {import("./table_session.js").Column} Column
 * @typedef {import("./table_session.js").Details} Details
 * @typedef {import("./table_session.js").Wish} Wish
 * @typedef {{label: string, done: number, total: number, abort: AbortController}} Task
 */

/** Bytes that a file may have: more would fill the memory of a browser. */
const MOST_BYTES = 50_000_000;
/** How the names of files end that may be chosen; Python tells CSV and XLSX apart by what they hold. */
const SUFFIXES = [".csv", ".txt", ".tsv", ".xlsx", ".xlsm"];
const READABLE = "CSV 或 XLSX";
const SUFFIXES_WRITTEN = /** @type {import("./table_session.js").Format[]} */ (Object.keys(FORMATS));
const PROBLEMS_SHOWN = 50;
const OBJECTIONS_SHOWN = 8;
/** @type {Wish} */
const FIRST_WISH = { order: "", measure: -1, status: "", words: "", start: 0, count: PAGE };

class Batch {
  constructor() {
    this.session = new TableSession();
    this.uses = new RememberedUses();
    /** @type {import("./table_session.js").Lists | null} */
    this.lists = null;
    /** @type {File | null} */
    this.file = null;
    this.message = "";
    /** @type {Task | null} */
    this.task = null;
    /** How the engine comes along. @type {{text: string, loaded?: number, total?: number} | null} */
    this.starting = null;
    this.#forget();
    this.#listen();
    this.draw();
  }

  #forget() {
    /** @type {import("./table_session.js").Book | null} */
    this.book = null;
    this.#forgetSheet();
  }

  #forgetSheet() {
    /** @type {import("./table_session.js").Headings | null} */
    this.headings = null;
    /** @type {Column[]} */
    this.columns = [];
    /** The columns that a person has to look at. @type {Set<number>} */
    this.asked = new Set();
    /** The columns whose use was chosen for another file. @type {Set<number>} */
    this.remembered = new Set();
    /** How many columns of each kind are listed. @type {number} */
    this.listed = LISTED;
    /** What was said to what the file leaves open. @type {Record<string, string>} */
    this.answers = {};
    /** Which rows are taken, and which are not. @type {{rows: number, left: import("./table_session.js").Left[]}} */
    this.counts = { rows: 0, left: [] };
    /** @type {Record<string, boolean>} */
    this.settled = {};
    /** What is wrong with the columns. @type {string[]} */
    this.objections = [];
    /** What is to be said with every result. @type {string[]} */
    this.notes = [];
    /** What is wrong in the rows, once all are read. @type {{problems: string[], bad: number, doubts: string[]} | null} */
    this.checked = null;
    /** Whether the doubts about the whole table were looked at. */
    this.isSure = false;
    /** @type {import("./table_session.js").PreviewRow[]} */
    this.previewed = [];
    this.#forgetResults();
  }

  #forgetResults() {
    /** @type {Wish} */
    this.wish = { ...FIRST_WISH };
    /** @type {import("./table_session.js").View | null} */
    this.view = null;
    /** @type {Map<number, Details>} */
    this.stories = new Map();
    /** What each measure comes to; null where nobody asked. @type {import("./table_session.js").Sum[] | null} */
    this.sums = null;
    /** Whether a file shall have only the rows that are listed. */
    this.onlyListed = true;
  }

  #listen() {
    const { engine } = this.session;
    const hear = (/** @type {string} */ name, /** @type {(detail: any) => void} */ listener) =>
      engine.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
    hear("stage", ({ text }) => this.#start({ text }));
    hear("progress", ({ loaded, total }) => this.#start({ text: this.starting?.text ?? "", loaded, total }));
    hear("failure", (failure) => {
      this.#start(null);
      // A worker that dies while nothing is asked of it takes the table along all the same.
      if (this.headings) this.#fail(failure);
    });
    hear("ready", () => {
      this.#start(null);
      keepOffline("batch", null, "更新后，要重新选文件。");
    });
    const root = place("batch");
    // The engine is downloaded when the reader uses the tool, not when they only read the page.
    for (const reach of ["focusin", "pointerdown"]) {
      root.addEventListener(reach, ({ target }) => {
        if (target instanceof Element && target.matches("button, input, label")) this.#reach();
      });
    }
    // A file let fall beside the field must not make the browser leave the page.
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
    root.addEventListener("drop", (event) => this.#take(event.dataTransfer?.files));
  }

  #reach() {
    // Whoever chooses a file hears of a failure then.
    if (!navigator.connection?.saveData && this.session.engine.state === "idle") this.session.engine.start().catch(() => {});
  }

  /** @param {{text: string, loaded?: number, total?: number} | null} starting */
  #start(starting) {
    this.starting = starting;
    this.draw();
  }

  // --- Tasks --------------------------------------------------------------------------------

  /**
   * Do something long, with a bar and a button to stop it. What goes wrong is said on the page.
   *
   * @template T
   * @param {string} label
   * @param {number} total 0 where it is not known.
   * @param {(tick: (done: number) => void, signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T | null>} Null where it was stopped or failed.
   */
  async #do(label, total, work) {
    this.task?.abort.abort();
    const task = { label, done: 0, total, abort: new AbortController() };
    const { signal } = task.abort;
    this.task = task;
    this.message = "";
    this.draw();
    try {
      const tick = (/** @type {number} */ done) => {
        task.done = done;
        this.draw();
      };
      this.lists ??= await this.session.describe();
      const result = await work(tick, signal);
      signal.throwIfAborted();
      return result;
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return null;
    } finally {
      if (this.task === task) this.task = null;
      this.draw();
      if (this.message) this.#focus("batch-message");
    }
  }

  #stop() {
    this.task?.abort.abort();
    this.task = null;
    this.#say("已停止。");
    this.draw();
  }

  // --- The file -----------------------------------------------------------------------------

  /** @param {FileList | null | undefined} files */
  async #take(files) {
    const file = files?.[0];
    if (!file) return;
    this.task?.abort.abort();
    this.task = null;
    this.file = null;
    this.#forget();
    const refusal = objection(file, files.length);
    if (refusal) {
      this.message = refusal;
      this.draw();
      this.#focus("batch-message");
      return;
    }
    this.file = file;
    const book = await this.#do(`正在读“${file.name}”`, 0, (_, signal) => this.session.open(file, signal));
    if (!book) {
      if (this.file === file) this.file = null;
      this.draw();
      return;
    }
    await this.#read(book);
  }

  /** Read the sheet of a file, or ask for it. @param {import("./table_session.js").Book} book */
  async #read(book) {
    const { file } = this;
    this.#forgetSheet();
    this.book = book;
    this.draw();
    if (book.sheet === null) {
      this.#say("这个文件有几张工作表里有内容，请选一张。");
      this.#focus("batch-columns-title");
      return;
    }
    const headings = await this.#do(`正在读“${file?.name}”`, 0, async (tick, signal) => {
      await this.session.rows(tick, signal);
      return this.session.headings();
    });
    if (headings) {
      await this.#adopt(headings);
      this.#focus("batch-columns-title");
    } else if (this.file === file) {
      this.file = null;
      this.book = null;
    }
    this.draw();
  }

  /** @param {string} name */
  async #choose(name) {
    const book = await this.#do(`正在打开工作表“${name}”`, 0, () => this.session.choose(name));
    if (book) await this.#read(book);
  }

  /** @param {import("./table_session.js").Headings} headings */
  async #adopt(headings) {
    const { lists } = this;
    if (!lists) return;
    this.headings = headings;
    this.answers = {};
    this.counts = headings;
    const known = new Set([CARRY, LEAVE, ...lists.facts.map(({ id }) => id), ...lists.readings.map(({ id }) => id)]);
    ({ columns: this.columns, remembered: this.remembered } = this.uses.recall(headings.columns, known));
    const isAsked = (/** @type {Column} */ column) => this.remembered.has(column.index) || asksForALook(lists, column);
    this.asked = new Set(this.columns.filter(isAsked).map(({ index }) => index));
    await this.#check();
  }

  /** @param {number} header */
  async #moveHeader(header) {
    const headings = await this.#do("正在重新读列名", 0, () => this.session.headings(header));
    if (headings) await this.#adopt(headings);
  }

  /** @param {Column[]} changed */
  #change(...changed) {
    const byIndex = new Map(changed.map((column) => [column.index, column]));
    const isNew = (/** @type {Column} */ column) => (byIndex.get(column.index)?.use ?? column.use) !== column.use;
    const chosen = this.columns.filter(isNew).map((column) => byIndex.get(column.index) ?? column);
    if (chosen.length) this.uses.remember(chosen);
    this.columns = this.columns.map((column) => byIndex.get(column.index) ?? column);
    this.#check();
    // The button that was clicked may be gone.
    if (changed.length > 1) this.#focus("batch-columns-title");
  }

  /** Read all rows with the columns as they are chosen now. */
  async #check() {
    this.checked = null;
    this.isSure = false;
    this.#forgetResults();
    const checked = await this.#do("正在检查各行", this.counts.rows, async (tick, signal) => {
      const columns = this.columns.map(({ index, heading, use, unit, blank }) => ({ index, heading, use, unit, blank: blank ?? "" }));
      const layout = { columns, readings: this.settled, answers: this.answers, as_of: today() };
      const laid = await this.session.layOut(layout);
      ({ problems: this.objections, notes: this.notes } = laid);
      this.counts = { ...this.counts, rows: laid.rows };
      if (this.objections.length) return null;
      const found = await this.session.check(tick, signal);
      this.previewed = await this.session.preview();
      return found;
    });
    if (!checked) return;
    this.checked = checked;
    const total = this.counts.rows;
    const good = total - checked.bad;
    this.#say(checked.problems.length ? `读完 ${total} 行，${checked.problems.length} 处有问题。` : `读完 ${good} 行，没有问题，可以开始测算。`);
    this.draw();
  }

  // --- The result ---------------------------------------------------------------------------

  async #assess() {
    const total = this.counts.rows;
    this.#forgetResults();
    const view = await this.#do("正在测算", total, async (tick, signal) => {
      await this.session.assess(tick, signal);
      return this.session.view(this.wish);
    });
    if (!view) return;
    this.view = view;
    this.draw();
    this.#say(`测算完成，共 ${view.of} 行，${sumInWords(view, this.wish)}。`);
    this.#focus("batch-results-title");
  }

  /** @param {Partial<Wish>} change */
  async #ask(change) {
    this.wish = { ...this.wish, ...change };
    this.stories.clear();
    const view = await this.session.view(this.wish).catch((error) => this.#fail(error));
    if (!view) return;
    this.view = view;
    if (this.sums) await this.#sumUp();
    this.draw();
    this.#say(`列出 ${view.matching} 行，${sumInWords(view, this.wish)}。`);
  }

  async #sumUp() {
    this.sums = (await this.session.sums(this.wish).catch((error) => this.#fail(error))) ?? this.sums;
    this.draw();
  }

  /** @param {number} row */
  async #toggle(row) {
    if (!this.stories.delete(row)) {
      const details = await this.session.details(row).catch((error) => this.#fail(error));
      if (details) this.stories.set(row, details);
    }
    this.draw();
  }

  /**
   * Say what went wrong. Where it was not the file, what Python had of it may be gone.
   *
   * @param {unknown} error
   */
  #fail(error) {
    if (error instanceof Refusal) {
      this.message = error.message;
    } else {
      this.message = asFailure(error, "python").message + (this.file ? "表格没有改动，请重新选择文件。" : "");
      this.#forget();
    }
    this.draw();
    return null;
  }

  /** @param {import("./table_session.js").Format} suffix */
  async #download(suffix) {
    const isPart = this.onlyListed && isNarrowed(this.wish);
    const rows = (isPart ? this.view?.matching : this.view?.of) ?? 0;
    const label = `正在写 ${suffix.toUpperCase()} 文件`;
    const wish = isPart ? this.wish : null;
    const blob = await this.#do(label, rows, (tick, signal) => this.session.file(suffix, wish, tick, signal));
    if (blob) save(blob, `${this.#stem}-测算结果${isPart ? "（筛选）" : ""}.${suffix}`);
  }

  /** @param {import("./table_session.js").Format} suffix */
  async #template(suffix) {
    const blob = await this.#do("正在准备模板", 0, () => this.session.template(suffix));
    if (blob) save(blob, `批量测算模板.${suffix}`);
  }

  async #problems() {
    const blob = await this.#do("正在写出问题", 0, () => this.session.problems());
    if (blob) save(blob, `${this.#stem}-问题.csv`);
  }

  get #stem() {
    return (this.file?.name ?? "名单").replace(/\.[^.]*$/, "");
  }

  // --- What is seen -------------------------------------------------------------------------

  draw() {
    render(
      html`${this.#fileView()}
      ${this.message ? html`<div class="calc-failure" role="alert" tabindex="-1" id="batch-message"><p>${this.message}</p></div>` : nothing}
      ${this.#progressView()}
      ${this.book && this.lists ? this.#columnsView() : nothing}
      ${this.checked ? this.#checkView(this.checked) : nothing}
      ${this.view ? this.#resultView() : nothing}`,
      place("batch-app"),
    );
    showUses(place("batch-app"));
  }

  #fileView() {
    return html`<section class="batch-step" aria-labelledby="batch-file-title">
      <h2 id="batch-file-title">1. 选一张表</h2>
      <div class="batch-drop">
        <label class="calc-button calc-primary batch-pick" for="batch-file">选择 ${READABLE} 文件</label>
        <input type="file" id="batch-file" class="calc-hidden" accept=${SUFFIXES.join()} @change=${(/** @type {any} */ event) => {
          this.#take(event.target.files);
        }} @click=${(/** @type {any} */ event) => (event.target.value = "")}>
        <span>${this.file ? html`已选：<strong id="batch-name">${this.file.name}</strong>` : "也可以把文件拖到这里。每行一个申请主体。"}</span>
      </div>
      <p class="calc-buttons">
        ${SUFFIXES_WRITTEN.map((suffix) => html`<button type="button" class="calc-button" @click=${() => this.#template(suffix)}>下载空白模板（${suffix.toUpperCase()}）</button>`)}
      </p>
    </section>`;
  }

  #progressView() {
    const { task, starting } = this;
    if (!task) return nothing;
    const loads = starting && task.done === 0;
    const [done, total] = loads ? [starting.loaded ?? 0, starting.total ?? 0] : [task.done, task.total];
    const text = loads
      ? `${starting.text}${total ? `：${megabytes(done)} / ${megabytes(total)} MB` : "…"}`
      : `${task.label}${total ? `：${grouped(done)} / ${grouped(total)} 行` : done ? `：${grouped(done)} 行` : "…"}`;
    return html`<div class="calc-loading batch-task">
      <label for="batch-progress">${text}</label>
      ${total
        ? html`<progress id="batch-progress" max=${total} .value=${Math.min(done, total)}></progress>`
        : html`<progress id="batch-progress"></progress>`}
      <p><button type="button" class="calc-button" id="batch-stop" @click=${() => this.#stop()}>停止</button></p>
    </div>`;
  }

  #columnsView() {
    const { book, lists } = this;
    if (!book || !lists) return nothing;
    return html`<section class="batch-step" aria-labelledby="batch-columns-title">
      <h2 id="batch-columns-title" tabindex="-1">2. 核对各列</h2>
      ${sheetsView(book, (name) => this.#choose(name))}
      ${this.headings ? this.#headingsView(this.headings, lists) : nothing}
    </section>`;
  }

  /**
   * @param {import("./table_session.js").Headings} headings
   * @param {import("./table_session.js").Lists} lists
   */
  #headingsView(headings, lists) {
    return html`<p class="batch-header">
        <label>列名在第
          <select id="batch-header" @change=${(/** @type {any} */ event) => this.#moveHeader(Number(event.target.value) - 1)}>
            ${Array.from({ length: 10 }, (_, number) => html`<option value=${number + 1} ?selected=${headings.header === number}>${number + 1}</option>`)}
          </select> 行</label>
      </p>
      ${countsView(this.counts.rows, this.counts.left, headings.notes)}
      ${asksView(headings.ask, this.answers, (id, value) => {
        this.answers = { ...this.answers, [id]: value };
        this.#check();
      })}
      ${columnsView({
        lists,
        columns: this.columns,
        asked: this.asked,
        listed: this.listed,
        remembered: this.remembered,
        remembersAny: this.uses.any,
        change: (...changed) => this.#change(...changed),
        more: () => {
          this.listed += LISTED;
          this.draw();
        },
        forget: () => {
          this.uses.forget();
          this.#say("记住的选择已经忘掉；这张表的选择没有变。");
          this.draw();
          this.#focus("batch-columns-title");
        },
        map: () => save(this.session.map(this.columns, lists), `${this.#stem}-列的对应.json`),
      })}
      ${readingsView(lists.readings, this.settled, (reading, value) => {
        const { [reading]: _, ...others } = this.settled;
        this.settled = value === null ? others : { ...others, [reading]: value };
        this.#check();
      })}
      ${this.objections.length
        ? html`<div class="calc-notice batch-objections">
            ${this.objections.slice(0, OBJECTIONS_SHOWN).map((objection) => html`<p>${objection}</p>`)}
            ${this.objections.length > OBJECTIONS_SHOWN ? html`<p>另有 ${this.objections.length - OBJECTIONS_SHOWN} 处要处理。</p>` : nothing}
          </div>`
        : nothing}`;
  }

  /** @param {{problems: string[], bad: number, doubts: string[]}} checked */
  #checkView({ problems, bad, doubts }) {
    const good = this.counts.rows - bad;
    return html`<section class="batch-step" aria-labelledby="batch-check-title">
      <h2 id="batch-check-title" tabindex="-1">3. 看一看，开始测算</h2>
      ${problems.length
        ? html`<div class="calc-summary" id="batch-problems">
            <h3>${bad} 行有问题，共 ${problems.length} 处</h3>
            <ul>${problems.slice(0, PROBLEMS_SHOWN).map((problem) => html`<li>${problem}</li>`)}</ul>
            ${problems.length > PROBLEMS_SHOWN ? html`<p>只列出前 ${PROBLEMS_SHOWN} 处，另有 ${problems.length - PROBLEMS_SHOWN} 处。</p>` : nothing}
            <p>可以改好表格后重新选择文件，也可以先跳过有问题的行；跳过的行在结果里写明问题。</p>
            <p><button type="button" class="calc-button" @click=${() => this.#problems()}>下载全部问题（CSV）</button></p>
          </div>`
        : html`<p class="calc-notice">各行都读懂了，没有问题。空着的一律当作“没有回答”，不会当作“否”。</p>`}
      ${doubts.length
        ? html`<div class="calc-notice batch-doubts">
            ${doubts.map((doubt) => html`<p>${doubt}</p>`)}
            <p>${choices({
              label: "看过了吗？",
              options: [{ value: "yes", label: "看过了，就是这样" }],
              value: this.isSure ? "yes" : "",
              choose: () => {
                this.isSure = !this.isSure;
                this.draw();
              },
            })}</p>
          </div>`
        : nothing}
      ${previewView(this.previewed, this.columns)}
      <p class="calc-buttons">
        <button type="button" class="calc-button calc-primary" id="batch-go" ?disabled=${good === 0 || (doubts.length > 0 && !this.isSure)} @click=${() => this.#assess()}>
          ${bad ? `跳过有问题的 ${grouped(bad)} 行，测算其余 ${grouped(good)} 行` : `开始测算 ${grouped(good)} 行`}
        </button>
      </p>
    </section>`;
  }

  #resultView() {
    const { view, lists } = this;
    if (!view || !lists) return nothing;
    const isPart = this.onlyListed && isNarrowed(this.wish);
    const rows = isPart ? `列出的 ${grouped(view.matching)} 行` : `全部 ${grouped(view.of)} 行`;
    return html`<section class="batch-step" aria-labelledby="batch-results-title">
      <h2 id="batch-results-title" tabindex="-1">4. 结果</h2>
      <div class="calc-notice">${this.notes.map((note) => html`<p>${note}</p>`)}<p>结果不是审批决定。</p></div>
      <p class="calc-buttons">
        ${SUFFIXES_WRITTEN.map((suffix) => html`<button type="button" class="calc-button calc-primary" id="batch-${suffix}" @click=${() => this.#download(suffix)}>下载${rows}（${suffix.toUpperCase()}）</button>`)}
      </p>
      ${isNarrowed(this.wish)
        ? html`<p>${choices({
            label: "下载哪些行？",
            options: [
              { value: "listed", label: "下面列出的，按这里的排序" },
              { value: "all", label: "全部，按原表的顺序" },
            ],
            value: this.onlyListed ? "listed" : "all",
            choose: (value) => {
              this.onlyListed = value === "listed";
              this.draw();
            },
          })}</p>`
        : nothing}
      ${resultsView({
        view,
        wish: this.wish,
        lists,
        open: this.stories,
        ask: (change) => this.#ask(change),
        toggle: (row) => this.#toggle(row),
      })}
      ${sumsView(this.sums, () => this.#sumUp())}
    </section>`;
  }

  /** @param {string} message */
  #say(message) {
    place("batch-live").textContent = message;
  }

  /** @param {string} id */
  #focus(id) {
    const element = document.getElementById(id);
    element?.scrollIntoView({ block: "start" });
    element?.focus({ preventScroll: true });
  }
}

/**
 * Why a file is not even opened, or an empty text.
 *
 * @param {File} file
 * @param {number} count How many were chosen.
 */
function objection(file, count) {
  if (count > 1) return "一次只能测算一个文件。请只选一个。";
  if (!SUFFIXES.some((suffix) => file.name.toLowerCase().endsWith(suffix))) {
    return `“${file.name}”不是 ${READABLE} 文件。请在 WPS 或 Excel 里另存为 ${SUFFIXES_WRITTEN.map((suffix) => `.${suffix}`).join(" 或 ")} 再选。`;
  }
  if (file.size === 0) return `“${file.name}”是空的，里面没有内容。`;
  if (file.size > MOST_BYTES) {
    return `“${file.name}”有 ${megabytes(file.size)} MB，太大了：这里最多读 ${megabytes(MOST_BYTES)} MB。请拆成几个文件，或者用命令行测算（见“批量测算指南”）。`;
  }
  return "";
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1).replace(/\.0$/, "");
}

new Batch();
// The page's head watches for this.
document.documentElement.classList.add("calc-runs");
place("batch-unscripted").hidden = true;
