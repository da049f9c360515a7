/**
 * Python's memory just after its start: kept by the reader's browser for the next visits, or brought
 * by the site for a first visit.
 *
 * A start from it skips what takes longest: running Python's own start and importing the engine.
 * What is kept was made on the reader's device and is never sent.  Both are only an addition: whatever
 * is odd about one, it is dropped, and the engine starts in the ordinary way.
 */

/** All caches of one origin share their names with other sites there, hence the prefix. */
const CACHE = "specialised-town-snapshot";
const DIGEST = "X-Content-Digest";

/**
 * The kept memory for exactly these runtime files, or null.
 *
 * @param {string} base
 * @param {string} version Hash of the runtime's files.
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
export async function kept(base, version) {
  try {
    if (!(await caches.has(CACHE))) return null;
    const cache = await caches.open(CACHE);
    const response = await cache.match(key(base, version));
    if (!response) return null;
    const packed = await response.arrayBuffer();
    if ((await digest(packed)) !== response.headers.get(DIGEST)) throw new Error("it is damaged");
    return new Uint8Array(await through(packed, new DecompressionStream("gzip")).arrayBuffer());
  } catch (error) {
    console.info("The kept memory cannot be used:", error);
    await drop();
    return null;
  }
}

/**
 * Keep a memory for these runtime files, and none for others.
 *
 * @param {string} base
 * @param {string} version
 * @param {Uint8Array<ArrayBuffer>} memory
 */
export async function keep(base, version, memory) {
  const packed = await through(memory, new CompressionStream("gzip")).arrayBuffer();
  await drop();
  const cache = await caches.open(CACHE);
  const headers = { [DIGEST]: await digest(packed), "Content-Type": "application/octet-stream" };
  await cache.put(key(base, version), new Response(packed, { headers }));
}

/** Whether the service worker keeps a file on the device. @param {string} address */
export async function isAtHand(address) {
  try {
    return Boolean(await caches.match(address));
  } catch {
    return false;
  }
}

/** Forget what is kept; never fails. */
export async function drop() {
  await globalThis.caches?.delete(CACHE).catch(() => {});
}

/**
 * Unpack the memory that the site brings, as it comes.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} packed
 * @param {Uint8Array<ArrayBuffer>} place As long as what is packed.
 */
export async function unpack(packed, place) {
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    place.set(part.value, length);
    length += part.value.length;
  }
  if (length !== place.length) throw new Error(`The memory has ${length} bytes instead of ${place.length}.`);
}

/**
 * Complete a memory that the site brings: of what a new machine writes into its memory by itself it has
 * only the difference.
 *
 * @param {Uint8Array<ArrayBuffer>} memory In Pyodide's form: a head, whose second word says where the
 *   memory begins, then the memory.
 * @param {ArrayBuffer} first The memory of a machine that has not yet run.
 */
export function complete(memory, first) {
  const [, begin = 0] = new Uint32Array(memory.buffer, 0, 2);
  const words = new Uint32Array(memory.buffer, begin);
  const own = new Uint32Array(first, 0, words.length);
  for (let at = 0; at < words.length; at++) words[at] = /** @type {number} */ (words[at]) ^ /** @type {number} */ (own[at]);
}

/**
 * @param {string} base
 * @param {string} version
 */
function key(base, version) {
  return `${base}snapshot-${version}`;
}

/**
 * @param {BlobPart} content
 * @param {GenericTransformStream} transform
 */
function through(content, transform) {
  return new Response(new Blob([content]).stream().pipeThrough(/** @type {any} */ (transform)));
}

/** @param {ArrayBuffer} content */
async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
