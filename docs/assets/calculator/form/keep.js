/** Answers kept in this browser, only if the reader wishes; a browser that keeps nothing is no error. */

export class Keep {
  /** @param {string} name Prefixed to the key: other sites may share the origin. */
  constructor(name) {
    this.key = `calculator:${name}`;
  }

  /** @returns {string | null} The fragment that was kept. */
  get kept() {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  /** @param {string} fragment */
  keep(fragment) {
    try {
      localStorage.setItem(this.key, fragment);
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
