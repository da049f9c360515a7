/** What a person chose columns for, remembered by their headings in this browser; no cell is kept. */
import { Keep } from "../shared/keep.js";

/** @typedef {import("./desk.js").Column} Column */

/** Headings that are kept; the oldest make room. */
const MOST = 300;

/** A heading without what varies from file to file. @param {string} heading */
const plain = (heading) => heading.normalize("NFKC").toLowerCase().replace(/\s/g, "");

export class Memory {
  #keep = new Keep("batch-columns");

  /** @returns {[string, string][]} */
  get #kept() {
    try {
      const kept = JSON.parse(this.#keep.kept ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  get keepsChoices() {
    return this.#kept.length > 0;
  }

  /** @param {Column[]} columns */
  keep(columns) {
    const kept = new Map(this.#kept);
    for (const { heading, use } of columns) {
      if (!heading || !use) continue;
      const name = plain(heading);
      // Last, as the newest.
      kept.delete(name);
      kept.set(name, use);
    }
    this.#keep.keep(JSON.stringify([...kept].slice(-MOST)));
  }

  /**
   * The columns with the uses that were chosen for such headings.
   *
   * @param {Column[]} columns
   * @param {Set<string>} known The uses that there are.
   */
  recall(columns, known) {
    const kept = new Map(this.#kept);
    /** @type {Set<number>} */
    const remembered = new Set();
    const recalled = columns.map((column) => {
      const use = kept.get(plain(column.heading));
      if (!use || !known.has(use) || use === column.use) return column;
      remembered.add(column.index);
      return { ...column, use, proposed: false };
    });
    return { columns: recalled, remembered };
  }

  forget() {
    this.#keep.forget();
  }
}
