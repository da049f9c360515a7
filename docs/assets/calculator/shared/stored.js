/** A text that is stored in this browser, as the page says; a browser that stores nothing is no error. */

export class Stored {
  /** @param {string} name Prefixed to the key: other sites may share the origin. */
  constructor(name) {
    this.key = `calculator:${name}`;
  }

  /** @returns {string | null} Null where nothing is stored. */
  get text() {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  /** @param {string} text */
  store(text) {
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
      // Nothing was stored.
    }
  }
}
