/**
 * Fetches the runtime's files, counts their bytes, checks and unpacks them.
 *
 * A damaged file must be noticed here: given a broken WebAssembly file, Pyodide waits for ever.
 */

import { Failure } from "./failure.js";

/** @import { FileFacts, Files } from "./types.d.ts" */

export class Downloads {
  #loaded = 0;
  #total = 0;
  /** When the first file began to come. */
  #began = 0;

  /**
   * @param {string} folder Address of the files, ending in a slash.
   * @param {Files} files What the manifest says of each.
   * @param {boolean} fresh Whether to go past the browser's cache.
   * @param {(loaded: number, total: number) => void} progress Bytes over the line: so far, of all asked for.
   */
  constructor(folder, files, fresh, progress) {
    this.folder = folder;
    this.files = files;
    this.fresh = fresh;
    this.progress = progress;
  }

  /** @param {string} name */
  address(name) {
    return this.folder + name;
  }

  /**
   * Bytes a millisecond, of all files; null if the one named came from the cache or the browser does not say,
   * which it does shortly after the file is there, if at all.
   *
   * @param {string} name
   */
  async pace(name) {
    const pace = this.#loaded / Math.max(1, performance.now() - this.#began);
    for (let looks = 0; looks < 50; looks++) {
      const [noted] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(this.address(name)));
      // For a cached file that is confirmed, only headers come.
      if (noted) return noted.transferSize > noted.encodedBodySize ? pace : null;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return null;
  }

  /**
   * The whole, checked content of a file, unpacked where it is packed.
   *
   * @param {string} name
   */
  async content(name) {
    const facts = this.files[name];
    if (!facts) throw new Failure("missing", `${name} is not in the manifest`);
    this.#total += facts.packed;
    const content = await this.#fetch(name, facts);
    if (!(await isWhole(content, facts.sha256))) {
      await drop(this.address(name));
      throw new Failure("damaged", name);
    }
    return name.endsWith(".bin") ? unpacked(content) : content;
  }

  /**
   * @param {string} name
   * @param {FileFacts} facts
   */
  async #fetch(name, facts) {
    const response = await fetch(this.address(name), { cache: this.fresh ? "reload" : "default" }).catch((error) => {
      throw new Failure("offline", `${name}: ${error}`);
    });
    if (!response.ok || !response.body) throw new Failure("missing", `${name}: status ${response.status}`);
    this.#began ||= performance.now();
    return filled(facts.bytes, response.body, (length) => {
      this.#loaded += (length / facts.bytes) * facts.packed;
      this.progress(Math.round(this.#loaded), this.#total);
    }).catch((error) => {
      throw new Failure("offline", `${name}: ${error}`);
    });
  }
}

/**
 * What a stream brings, in one place: gathered first, it would take twice the room.
 *
 * @param {number} size
 * @param {ReadableStream} stream
 * @param {(length: number) => void} [came]
 */
async function filled(size, stream, came) {
  const content = new Uint8Array(size);
  const reader = stream.getReader();
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    // What is too short or too long will not have the right hash.
    if (done || length + value.length > size) return content;
    content.set(value, length);
    length += value.length;
    came?.(value.length);
  }
}

/** Unpack gzip, whose last four bytes are the length. @param {Uint8Array<ArrayBuffer>} content */
function unpacked(content) {
  const size = new DataView(content.buffer).getUint32(content.length - 4, true);
  const { body } = /** @type {any} */ (new Response(content));
  return filled(size, body.pipeThrough(new DecompressionStream("gzip")));
}

/**
 * @param {Uint8Array<ArrayBuffer>} content
 * @param {string} sha256
 */
async function isWhole(content, sha256) {
  // Only pages that came over HTTPS, or from this machine, can reckon hashes.
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}

/** Drop what is stored of a file, which has turned out damaged. @param {string} address */
async function drop(address) {
  try {
    for (const name of await caches.keys()) await (await caches.open(name)).delete(address);
  } catch {
    // Where nothing can be stored, nothing is.
  }
}
