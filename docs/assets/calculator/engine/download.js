/**
 * Fetches the runtime's files, all at once, counts their bytes and checks them.
 *
 * A damaged file must be noticed here: given a broken WebAssembly file, Pyodide waits for ever.
 */

import { Failure, asFailure } from "./failure.js";

/**
 * @typedef {{bytes: number, packed: number, sha256: string, unpacked?: number}} FileFacts `packed`: its
 *   bytes on the line from a host that compresses it; `unpacked`: those of what it holds.
 * @typedef {Record<string, FileFacts>} Files
 */

/** Without a byte for this long, a download counts as stalled, in milliseconds. */
const PATIENCE = 30_000;

export class Downloads {
  /**
   * @param {string} folder Address of the files, with a slash at its end.
   * @param {Files} files What the manifest says of each.
   * @param {boolean} fresh Whether to go past the browser's cache.
   * @param {(loaded: number, total: number) => void} progress Bytes so far, of all that was asked for, as
   *   they go over the line.
   */
  constructor(folder, files, fresh, progress) {
    this.folder = folder;
    this.files = files;
    this.fresh = fresh;
    this.progress = progress;
    this.loaded = 0;
    this.total = 0;
    /** When each file began to come, in milliseconds, and what had come of others by then. @type {Map<string, {at: number, loaded: number}>} */
    this.began = new Map();
    this.abort = new AbortController();
    /** Rejects as soon as any file fails; never resolves. */
    this.failed = new Promise((_, reject) => {
      this.reject = reject;
    });
    this.failed.catch(() => {});
  }

  /**
   * How many bytes a millisecond have come, of all files together, since one of them began to come: a
   * server may let wait for each.
   *
   * @param {string} name
   */
  pace(name) {
    const { at, loaded } = this.began.get(name) ?? { at: 0, loaded: 0 };
    return (this.loaded - loaded) / Math.max(1, performance.now() - at);
  }

  /** Whether a file came without a byte over the line. @param {string} name */
  isFromCache(name) {
    const [entry] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(this.address(name)));
    return Boolean(entry?.encodedBodySize) && entry?.transferSize === 0;
  }

  /** @param {string} name */
  address(name) {
    return this.folder + name;
  }

  /**
   * The whole, checked content of a file.
   *
   * @param {string} name
   */
  bytes(name) {
    return this.#guard(this.#open(name).then((response) => this.#read(name, response)));
  }

  /**
   * The response itself, for a reader that can begin before the end is there. The same bytes are
   * checked on the side: when they turn out damaged, `failed` rejects.
   *
   * @param {string} name
   */
  response(name) {
    return this.#guard(
      this.#open(name).then((response) => {
        const whole = this.#guard(this.#read(name, response.clone()));
        return { response, whole };
      }),
    );
  }

  /** @param {string} name */
  async #open(name) {
    const facts = this.files[name];
    if (!facts) throw new Failure("missing", `${name} is not in the manifest`);
    this.total += facts.packed;
    const cache = this.fresh ? "reload" : "default";
    const response = await fetch(this.address(name), { cache, signal: this.abort.signal }).catch(
      (error) => {
        throw new Failure("offline", `${name}: ${error}`);
      },
    );
    if (!response.ok) throw new Failure("missing", `${name}: status ${response.status}`);
    this.began.set(name, { at: performance.now(), loaded: this.loaded });
    return response;
  }

  /**
   * @param {string} name
   * @param {Response} response
   */
  async #read(name, response) {
    const facts = /** @type {FileFacts} */ (this.files[name]);
    const content = new Uint8Array(facts.bytes);
    let length = 0;
    if (!response.body) throw new Failure("damaged", `${name} is empty`);
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await this.#next(reader, name);
      if (done) break;
      if (length + value.length > facts.bytes) throw new Failure("damaged", `${name} is too long`);
      content.set(value, length);
      length += value.length;
      this.loaded += (value.length / facts.bytes) * facts.packed;
      this.progress(Math.round(this.loaded), this.total);
    }
    if (length !== facts.bytes) {
      throw new Failure("damaged", `${name}: ${length} bytes instead of ${facts.bytes}`);
    }
    await check(name, content, facts.sha256);
    return content;
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
   * @param {string} name
   */
  async #next(reader, name) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const patience = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Failure("stalled", name)), PATIENCE);
    });
    try {
      return await /** @type {ReturnType<typeof reader.read>} */ (
        Promise.race([reader.read(), patience])
      );
    } catch (error) {
      throw asFailure(error, "offline");
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Let one file's failure end the others and reach whoever waits on `failed`.
   *
   * @template T
   * @param {Promise<T>} promise
   */
  #guard(promise) {
    promise.catch((error) => {
      this.reject?.(error);
      this.abort.abort();
    });
    return promise;
  }
}

/**
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} content
 * @param {string} sha256
 */
export async function check(name, content, sha256) {
  if (name.endsWith(".wasm") && String(content.subarray(0, 4)) !== "0,97,115,109") {
    throw new Failure("damaged", `${name} does not begin as WebAssembly does`);
  }
  // Only pages that came over HTTPS, or from this machine, can reckon hashes.
  if (!globalThis.crypto?.subtle) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sha256) throw new Failure("damaged", `${name}: sha256 is ${found}`);
}
