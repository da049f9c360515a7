/** The asking sheets: what to ask which unit after a result, in words that come from Python. Nothing is sent. */
import { html, nothing } from "../../vendor/lit-html.js";
import { copy } from "../../site/copy.js";
import { quoted } from "../shared/link.js";

/**
 * @typedef {{text: string, worth: string, article: string, page: string, sentence: string, quote: string}} Item
 * @typedef {{unit: string, title: string, to: string, subject: string, opening: string, items: Item[], term: string, closing: string, enclosed: string, answers: string[], signed: string[], to_reply: string, reply: string[], replies: string[], note: string, plain: string}} Sheet
 */

/** Loaded when somebody looks for it. */
export class Asking {
  /**
   * @param {{asking: (document: object, unclear: string[]) => Promise<{sheets?: Sheet[]} | null>}} engine
   * @param {string} root The way to the site's first page.
   * @param {{draw: () => void, drawPaper: () => void}} page
   */
  constructor(engine, root, page) {
    this.engine = engine;
    this.root = root;
    this.page = page;
    this.said = "";
    this.hasFailed = false;
    /** None while they are worked out. @type {Sheet[] | null} */
    this.sheets = null;
    /** Those that are on their way to paper. @type {Sheet[]} */
    this.printed = [];
    addEventListener("afterprint", () => this.#print([]));
  }

  /** Work out the sheets for a result. @param {object} document @param {string[]} unclear */
  async follow(document, unclear) {
    const found = await this.engine.asking(document, unclear).catch(() => null);
    this.hasFailed = !found?.sheets;
    this.sheets = found?.sheets ?? null;
    this.said = "";
    this.page.draw();
  }

  /** @param {Sheet[]} sheets */
  #print(sheets) {
    if (!sheets.length && !this.printed.length) return;
    this.printed = sheets;
    this.page.drawPaper();
    if (sheets.length) print();
  }

  /** @param {Sheet[]} sheets */
  async #copy(sheets) {
    const text = sheets.map(({ plain }) => plain).join("\n\n————————\n\n");
    this.said = (await copy(text)) ? "已复制，可以粘贴到微信或邮件里。" : "浏览器不允许复制，请用打印。";
    this.page.draw();
  }

  view() {
    const { sheets } = this;
    if (this.hasFailed) return html`<p class="calc-help" role="status">没有整理出来。请看上面的提示，或改一个答案再试。</p>`;
    if (!sheets) return html`<p class="calc-help">正在整理…</p>`;
    if (!sheets.length) return html`<p class="calc-help">按现有的答案，没有要问的。答完关系到结果的题，这里就会列出。</p>`;
    return html`<p class="calc-help">按单位分好，一个单位一封：问题、原文、所填情况，留着写答复。可以打印，也可以复制了发微信、邮件。本站不发送任何东西。</p>
      ${sheets.length > 1 ? this.#buttons(sheets, "全部") : nothing}
      <p class="calc-said" role="status">${this.said}</p>
      ${sheets.map((sheet) => html`<section class="calc-asked">
        <h4>${sheet.to.replace("：", "")} <span class="calc-count">${sheet.items.length} 处</span></h4>
        <ol>
          ${sheet.items.map((item) => html`<li>${item.text}${item.worth ? html` <strong>${item.worth}</strong>` : nothing} <a href=${`${this.root}policy/${item.page}/#${item.sentence}`}>${item.article}原文</a></li>`)}
        </ol>
        ${this.#buttons([sheet], sheet.to.replace("：", ""))}
      </section>`)}`;
  }

  /** @param {Sheet[]} sheets @param {string} whose */
  #buttons(sheets, whose) {
    return html`<p class="calc-buttons">
      <button type="button" class="calc-button" @click=${() => this.#copy(sheets)}>复制<span class="calc-whose">（${whose}）</span></button>
      <button type="button" class="calc-button" @click=${() => this.#print(sheets)}>打印<span class="calc-whose">（${whose}）</span></button>
    </p>`;
  }

  /** The letters for paper, where some are to be printed; null else. */
  get paper() {
    if (!this.printed.length) return null;
    return this.printed.map((sheet) => html`<section class="calc-sheet calc-letter" aria-hidden="true">
      <h1>${sheet.title}</h1>
      <p>事由：${sheet.subject}</p>
      <p>${sheet.to}</p>
      <p>${sheet.opening}</p>
      ${sheet.items.map((item, place) => html`<div class="calc-line">
        <p><strong>${place + 1}. ${item.text}</strong>${item.worth ? `（${item.worth}）` : nothing}</p>
        <p>原文：${item.article}${quoted(item.quote)}</p>
      </div>`)}
      ${sheet.term ? html`<p>${sheet.term}</p>` : nothing}
      <p>${sheet.closing}</p>
      ${sheet.answers.length
        ? html`<h2>${sheet.enclosed}</h2>
            <ul>${sheet.answers.map((answer) => html`<li>${answer}</li>`)}</ul>`
        : nothing}
      <p class="calc-signed">${sheet.signed.map((word) => html`<span>${word}：</span>`)}</p>
      <div class="calc-reply">
        <h2>${sheet.to_reply}</h2>
        <p>${sheet.reply[0]}：</p>
        ${sheet.replies.map((number) => html`<p class="calc-blank">${number}</p>`)}
        <p class="calc-signed">${sheet.reply.slice(1).map((word) => html`<span>${word}：</span>`)}</p>
      </div>
      <p>${sheet.note}</p>
    </section>`);
  }
}
