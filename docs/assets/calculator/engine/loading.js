/** How the engine comes along: bytes and stage while it loads, what went wrong if it fails. */
import { html, nothing } from "../../vendor/lit-html.js";

/** @import { Loading } from "./types.d.ts" */

/**
 * @param {Loading} stage
 * @param {() => void} retry
 */
export function loading({ state, stage, loaded, total, message }, retry) {
  if (state === "ready") return nothing;
  if (state === "failed") {
    return html`<div class="calc-failure" role="alert">
      <p><strong>测算程序没有载入成功。</strong></p>
      ${message ? html`<p>${message}</p>` : nothing}
      <p>您填的答案还在。可以重试；也可以直接查<button type="button" class="calc-link" @click=${showTables}>全部措施和金额表</button>。</p>
      <p><button type="button" class="calc-button calc-primary" @click=${retry}>重试</button></p>
    </div>`;
  }
  if (state === "waiting") return html`<p class="calc-welcome">浏览器开着“节省流量”。开始填写后才下载测算程序（几兆字节）。</p>`;
  const known = loaded !== undefined && total ? { loaded, total } : null;
  return html`<div class="calc-loading">
    <label for="calc-loaded">${stage || "正在准备测算程序"}${known ? `：${megabytes(known.loaded)} / ${megabytes(known.total)} MB` : "…"}</label>
    ${known ? html`<progress id="calc-loaded" max=${known.total} .value=${Math.min(known.loaded, known.total)}></progress>` : html`<progress id="calc-loaded"></progress>`}
    <p class="calc-help">可以先填写，准备好后马上算出来。只在这台设备上计算，填写的内容不会发送。</p>
  </div>`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}

function showTables() {
  document.getElementById("awards")?.scrollIntoView();
}
