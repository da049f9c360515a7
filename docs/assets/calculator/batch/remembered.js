/** What a person chose columns for, remembered by their headings in this browser; no cell is stored. */
import { Stored } from "../shared/stored.js";

/** @typedef {import("./table_session.js").Column} Column */

/** Headings that are remembered; the oldest make room. */
const MOST = 300;

/** A heading without what varies from file to file. @param {string} heading */
const plain = (heading) => heading.normalize("NFKC").toLowerCase().replace(/\s/g, "");

export class RememberedUses {
  #stored = new Stored("batch-columns");

  /** Headings with what their columns were chosen for, the newest last. @returns {[string, string][]} */
  get #uses() {
    try {
      const uses = JSON.parse(this.#stored.text ?? "[]");
      return Array.isArray(uses) ? uses : [];
    } catch {
      return [];
    }
  }

  get any() {
    return this.#uses.length > 0;
  }

  /** @param {Column[]} columns */
  remember(columns) {
    const uses = new Map(this.#uses);
    for (const { heading, use } of columns) {
      if (!heading || !use) continue;
      const name = plain(heading);
      // Last, as the newest.
      uses.delete(name);
      uses.set(name, use);
    }
    this.#stored.store(JSON.stringify([...uses].slice(-MOST)));
  }

  /**
   * The columns with the uses that were chosen for such headings.
   *
   * @param {Column[]} columns
   * @param {Set<string>} known The uses that there are.
   */
  recall(columns, known) {
    const uses = new Map(this.#uses);
    /** @type {Set<number>} */
    const remembered = new Set();
    const recalled = columns.map((column) => {
      const use = uses.get(plain(column.heading));
      if (!use || !known.has(use) || use === column.use) return column;
      remembered.add(column.index);
      return { ...column, use, proposed: false };
    });
    return { columns: recalled, remembered };
  }

  forget() {
    this.#stored.forget();
  }
}
