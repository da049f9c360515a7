/** What is kept in this browser, as the page says; a browser that keeps nothing is no error. */

export class Keep {
  /** @param {string} name Prefixed to the key: other sites may share the origin. */
  constructor(name) {
    this.key = `calculator:${name}`;
  }

  /** @returns {string | null} The text that was kept. */
  get kept() {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  /** @param {string} text */
  keep(text) {
    try {
      localStorage.setItem(this.key, text);
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}
