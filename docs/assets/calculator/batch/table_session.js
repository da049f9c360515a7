/**
 * The Python side of the page for many applicants: calculator.batch.page, called piece by piece.
 *
 * Long work is a row of short calls. Between two of them the page shows how far it is, and a
 * signal can stop it.
 */

import { Engine } from "../engine/engine.js";

/**
 * @typedef {{id: string, label: string, topic: string, is_amount: boolean}} Fact
 * @typedef {{id: string, label: string, yes: string, no: string, unit: string, reply: {value: boolean, source: string} | null}} Reading
 * @typedef {{facts: Fact[], readings: Reading[], measures: string[], states: Record<string, string>, groups: Record<string, string>, units: [number, string][]}} Lists
 * @typedef {{index: number, letters: string, heading: string, samples: string[], use: string, unit: number | null, unit_from: string, bare: number, example: string, blanks: Record<string, number>, blank?: string, proposed: boolean, remark: string}} Column
 * @typedef {{sheets: {name: string, filled: boolean, visible: boolean}[], sheet: string | null}} Book
 * @typedef {{id: string, text: string, choices: {value: string, label: string}[]}} Ask
 * @typedef {{number: number, reason: string, text: string}} Left
 * @typedef {{header: number, rows: number, sheet: string, columns: Column[], left: Left[], ask: Ask[], notes: string[]}} Headings
 * @typedef {{number: number, cells: string[], read: Record<string, string>, wrong: Record<string, string>}} PreviewRow
 * @typedef {{order: string, measure: number, status: string, words: string, start: number, count: number}} Wish
 * @typedef {{place: number, number: number, name: string, low?: number | null, high?: number | null, yes?: number, open?: number, status?: string, problems?: string[]}} Line
 * @typedef {{matching: number, of: number, low: number | null, high: number | null, rows: Line[]}} View
 * @typedef {{name: string, rows: number, low: number, high: number}} Sum
 * @typedef {{name: string, group: string, amounts: (number | null)[], kind: string, reasons: string}} Part
 * @typedef {{carried: string[][], problems?: string[], missing?: string[], unsettled?: string[], parts?: Part[]}} Details
 * @typedef {{rows: number, done: boolean, error?: string}} Piece
 * @typedef {(done: number) => void} Tick
 * @typedef {keyof typeof FORMATS} Format
 */

const MODULE = "calculator.batch.page";
const LIBRARY = "python-batch.bin";
/** How long one piece should take, in milliseconds. */
const PACE = 150;

/** What is wrong with a file, in words for the reader. */
export class Refusal extends Error {}

export class TableSession {
  constructor() {
    this.engine = new Engine(LIBRARY);
  }

  /**
   * @param {string} name
   * @param {import("../engine/types.d.ts").Given[]} given
   */
  async #ask(name, ...given) {
    const answer = await this.engine.call(MODULE, name, given);
    if (answer?.error) throw new Refusal(answer.error);
    return answer;
  }

  /** @returns {Promise<Lists>} */
  describe() {
    return this.#ask("describe");
  }

  /**
   * Give Python a file to work on, in the place of an earlier one.
   *
   * @param {File} file
   * @param {AbortSignal} signal
   * @returns {Promise<Book>} Its sheets, and which of them is read; null where that must be asked.
   */
  async open(file, signal) {
    const content = new Uint8Array(await file.arrayBuffer());
    signal.throwIfAborted();
    return this.#ask("open_file", content, file.name);
  }

  /**
   * @param {string} name
   * @returns {Promise<Book>}
   */
  choose(name) {
    return this.#ask("choose_sheet", name);
  }

  /**
   * Read the rows of the sheet.
   *
   * @param {Tick} tick
   * @param {AbortSignal} signal
   */
  rows(tick, signal) {
    return this.#pieces((count) => this.#ask("more", count), tick, signal);
  }

  /**
   * @param {number} header The row of the headings, from 0; -1 where Python shall look for it.
   * @returns {Promise<Headings>}
   */
  headings(header = -1) {
    return this.#ask("headings", header);
  }

  /**
   * @param {object} layout
   * @returns {Promise<{problems: string[], notes: string[], rows: number}>} What is wrong with it,
   *   what is to be said with every result, and how many rows are taken.
   */
  layOut(layout) {
    return this.#ask("lay_out", JSON.stringify(layout));
  }

  /**
   * Read all rows as applicants.
   *
   * @param {Tick} tick
   * @param {AbortSignal} signal
   */
  async check(tick, signal) {
    /** @type {string[]} */
    const problems = [];
    /** @type {string[]} */
    let doubts = [];
    let bad = 0;
    await this.#pieces(
      async (count) => {
        const piece = await this.#ask("check", count);
        problems.push(...piece.problems);
        bad += piece.bad;
        doubts = piece.doubts ?? [];
        return piece;
      },
      tick,
      signal,
    );
    return { problems, bad, doubts };
  }

  /** @returns {Promise<PreviewRow[]>} */
  async preview() {
    return (await this.#ask("preview")).rows;
  }

  /**
   * @param {Tick} tick
   * @param {AbortSignal} signal
   */
  async assess(tick, signal) {
    await this.#ask("forget_results");
    await this.#pieces((count) => this.#ask("assess", count), tick, signal);
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<View | null>} Null where a newer wish took its place.
   */
  view(wish) {
    return this.#ask("view", JSON.stringify(wish));
  }

  /**
   * @param {number} place
   * @returns {Promise<Details>}
   */
  details(place) {
    return this.#ask("details", place);
  }

  /**
   * What each measure comes to in the rows of a view.
   *
   * @param {Wish} wish
   * @returns {Promise<Sum[] | null>} Null where a newer wish took its place.
   */
  sums(wish) {
    return this.#ask("sums", JSON.stringify(wish));
  }

  /**
   * The result as a file: all rows, or those of a view in its order.
   *
   * @param {Format} suffix
   * @param {Wish | null} wish
   * @param {Tick} tick
   * @param {AbortSignal} signal
   */
  async file(suffix, wish, tick, signal) {
    const { type, end } = FORMATS[suffix];
    const { rows } = await this.#ask("write", JSON.stringify(wish));
    /** @type {BlobPart[]} */
    const parts = [];
    let start = 0;
    await this.#pieces(
      async (count) => {
        const part = await this.#ask(`${suffix}_part`, start, count);
        if (!end) parts.push(part);
        start += count;
        return { rows: Math.min(start, rows), done: start >= rows };
      },
      tick,
      signal,
    );
    if (end) parts.push(await this.#ask(end));
    return new Blob(parts, { type });
  }

  /** @param {Format} suffix */
  async template(suffix) {
    return new Blob([await this.#ask("template", suffix)], { type: FORMATS[suffix].type });
  }

  /**
   * What each column is used for, as `screen --map` reads it.
   *
   * @param {Column[]} columns
   * @param {Lists} lists
   */
  map(columns, lists) {
    const words = new Map(lists.units);
    /** @type {Record<string, string | {fact: string, unit?: string}>} */
    const uses = {};
    for (const { heading, use, unit } of columns) {
      if (!heading || !use) continue;
      const word = words.get(unit ?? 0);
      uses[heading] = use === "keep" || use === "leave" ? use : { fact: use, ...(word ? { unit: word } : {}) };
    }
    return new Blob([JSON.stringify({ columns: uses }, null, 2), "\n"], { type: "application/json" });
  }

  async problems() {
    return new Blob([await this.#ask("problems_file")], { type: FORMATS.csv.type });
  }

  /**
   * Call for one piece after the other, each as large as fits into the pace.
   *
   * @param {(count: number) => Promise<Piece>} next
   * @param {Tick} tick
   * @param {AbortSignal} signal
   */
  async #pieces(next, tick, signal) {
    let count = 50;
    for (;;) {
      signal.throwIfAborted();
      const began = performance.now();
      const { rows, done } = await next(count);
      tick(rows);
      if (done) return;
      const took = performance.now() - began;
      count = Math.round(Math.min(Math.max(count * Math.min(PACE / took, 4), 20), 2000));
    }
  }
}

/**
 * The formats in which tables are written: those of `FORMATS` in calculator/batch/tables.py, in the order of the
 * page's buttons. `end` is the function that returns the file; null where its pieces make it up.
 */
export const FORMATS = {
  xlsx: { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", end: "xlsx_end" },
  csv: { type: "text/csv;charset=utf-8", end: null },
};
