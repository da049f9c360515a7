/** Taking the result along: link, picture of the link, text, paper, file, frame. */
import { html, nothing } from "../../vendor/lit-html.js";
import { copy } from "../../site/copy.js";
import { dayInWords } from "../shared/numbers.js";
import { save } from "../shared/page.js";
import { square } from "./pictures.js";
import { figureOf } from "./figure.js";
import { answersInWords, assumptions, asText, chapters, figureDetails } from "./plain_text.js";

/** @import { Result, ShareView } from "./types.d.ts" */

/** The longest link that a phone's camera still reads well from a screen. */
const LONGEST_CODE = 1200;

/** @type {typeof import("../../vendor/uqr.js").encode | null | undefined} */
let encode;

/** Paper cannot wait. */
export async function loadEncoder() {
  ({ encode } = await import("../../vendor/uqr.js").catch(() => ({ encode: null })));
}

/** The link as a square of black and white; null where there can be none. @param {string} link */
export function codeOf(link) {
  return link.length > LONGEST_CODE ? null : encode && encode(link, { ecc: "L", border: 2 });
}

/**
 * @param {ShareView} view
 */
export function sharePanel({ catalogue, result, state, document: asked, link, page, code, openCode, said, isStored, embedded, say, store }) {
  const copied = async (/** @type {string} */ text, /** @type {string} */ what) =>
    say((await copy(text)) ? `${what}已复制。` : "浏览器不允许复制，请用下面的链接手动复制。");
  const frame = `<iframe src="${page}?embed" title="${catalogue.policy.title}测算" style="width:100%;height:900px;border:0"></iframe>\n<script>addEventListener("message",e=>{if(e.data&&e.data.calculatorHeight)for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===e.source)f.style.height=e.data.calculatorHeight+"px"})</script>`;
  return html`<section class="calc-share" aria-labelledby="calc-share-title">
    <h3 id="calc-share-title">带走结果</h3>
    <p class="calc-buttons">
      <button type="button" class="calc-button" @click=${() => copied(link, "链接")}>复制链接</button>
      <button type="button" class="calc-button" @click=${() => copied(asText(result, state, catalogue, link), "文字")}>复制为文字</button>
      <button type="button" class="calc-button" @click=${() => print()}>打印</button>
      <button type="button" class="calc-button" @click=${() => download(asked, result)}>下载 JSON</button>
    </p>
    <p class="calc-said" role="status">${said}</p>
    <details class="calc-more" @toggle=${openCode}>
      <summary>在手机上继续（二维码）</summary>
      ${code ? square(code, "含全部答案的链接的二维码") : nothing}
      ${code === null ? html`<p>答案太多，二维码放不下；请用“复制链接”。</p>` : nothing}
      <p class="calc-help">链接里带着您填的答案，但答案只在“#”之后，不会发给任何服务器。发给谁，谁就能看到。</p>
      <p><input type="text" readonly aria-label="含全部答案的链接" .value=${link} /></p>
    </details>
    <label class="calc-switch"><input type="checkbox" .checked=${isStored} @change=${(/** @type {Event} */ e) => store(/** @type {HTMLInputElement} */ (e.target).checked)} /><span>把答案记在这个浏览器里（公用电脑请不要选）</span></label>
    ${embedded
      ? nothing
      : html`<details class="calc-more">
          <summary>放到别的网页里</summary>
          <p class="calc-help">把这段代码粘贴到网页中，高度会自动调整。</p>
          <p><textarea readonly rows="4" aria-label="嵌入代码" .value=${frame}></textarea></p>
          <p><button type="button" class="calc-button" @click=${() => copied(frame, "嵌入代码")}>复制嵌入代码</button></p>
        </details>`}
  </section>`;
}

/** @param {object} asked @param {Result} result */
function download(asked, result) {
  const text = JSON.stringify({ document: asked, result }, null, 1);
  save(new Blob([text], { type: "application/json" }), `测算-${result.as_of}.json`);
}

/**
 * The sheet of paper: on the screen it is hidden, on paper it stands alone.
 * @param {Pick<ShareView, "catalogue" | "result" | "state" | "link" | "code">} view
 */
export function sheet({ catalogue, result, state, link, code }) {
  const figure = figureOf(result, state, catalogue);
  return html`<section class="calc-sheet" aria-hidden="true">
    <h1>奖补测算</h1>
    <p>《${catalogue.policy.title}》（${catalogue.policy.number}） 测算日期 ${dayInWords(result.as_of)}</p>
    <p class="calc-sum"><strong>${figure.label}${figure.main}</strong>${assumptions(result, state, catalogue).length ? "（按下列假设）" : ""}</p>
    ${figure.payee ? html`<p>${figure.payee}</p>` : nothing}
    <p>${result.notes[0]}</p>
    ${[figure.rest, ...figureDetails(result, figure, catalogue)].map((words) => html`<p>${words}</p>`)}
    <h2>所填情况</h2>
    <dl>${answersInWords(result, state, catalogue).map(([label, answer]) => html`<div><dt>${label}</dt><dd>${answer}</dd></div>`)}</dl>
    ${chapters(result, state, figure, catalogue).map(
      ([title, lines]) => html`<h2>${title}</h2>
        ${lines.map((line) => html`<p class=${line.includes("\n") ? "calc-line" : ""}>${line}</p>`)}`,
    )}
    <footer>
      ${code ? square(code, "") : nothing}
      <div>
        ${result.notes.slice(1).map((note) => html`<p>${note}</p>`)}
        <p>政策咨询电话：${catalogue.policy.hotline}（区号 0356 为本站所注）</p>
        <p class="calc-address">${link}</p>
      </div>
    </footer>
  </section>`;
}
