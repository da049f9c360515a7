/** What can go wrong with the engine, in words for the reader. */

/** @import { Code } from "./types.d.ts" */

/** @type {Record<Code, string>} */
const TEXTS = {
  offline: "连不上服务器，测算程序没有下载下来。请检查网络后重试。",
  missing: "服务器上找不到测算程序的一个文件，可能网站刚刚更新。请刷新本页后重试。",
  damaged: "测算程序的一个文件没有完整下载，校验不符。请重试。",
  stalled: "下载停住了，很久没有收到新的数据。请检查网络后重试。",
  start: "浏览器没能启动测算程序。请重试；仍然不行，请更新浏览器或换一个浏览器。",
  python: "测算程序内部出错，这次没有得出结果。请重试。",
  slow: "这次测算用时过长，已经停下。请重试。",
  short: "测算程序缺少一部分，没有补上。请检查网络后重试。",
  died: "测算程序意外停止，可能是内存不足。请重试，或先关闭一些其他页面。",
  unsupported: "这个浏览器太旧，不能运行测算程序。请更新浏览器；各项奖励也可直接看本页的表格。",
};

export class Failure extends Error {
  /**
   * @param {Code} code
   * @param {string} [detail] For the console and for reports; not shown as it is.
   */
  constructor(code, detail = "") {
    super(TEXTS[code]);
    this.name = "Failure";
    this.code = code;
    this.detail = detail;
  }

  /** Whether to try again, past the browser's cache, without asking the reader. */
  get worthAnotherTry() {
    return !["python", "slow", "unsupported"].includes(this.code);
  }
}

/**
 * @param {unknown} error
 * @param {Code} code What an error of unknown kind is taken for.
 */
export function asFailure(error, code) {
  return error instanceof Failure ? error : new Failure(code, String(error));
}
