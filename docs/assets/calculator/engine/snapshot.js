/**
 * Where a start from the snapshot, Python's memory as the site brings it, is possible, and where it is
 * quicker than one from the library: it has 3.6 MB more, and saves half a second of a quick processor's
 * time, or two seconds of a slow one's.
 */

/** From how many bytes a millisecond on the snapshot is fetched in the library's place. */
const FAST_LINE = 2_500;

const { connection, userAgent } = navigator;

/** Whether this browser can unpack what is packed as a whole (Chrome 80, Firefox 113, Safari 16.4). */
export const canUnpack = "DecompressionStream" in globalThis;

/**
 * WebKit, as in every browser on Apple's phones, gives Pyodide's functions other places, so that a snapshot
 * made elsewhere cannot be used there.
 */
const isWebKit = /AppleWebKit/.test(userAgent) && (!/Chrome\//.test(userAgent) || /iPhone|iPad|iPod/.test(userAgent));

export const canUseSnapshot = canUnpack && !isWebKit;

/**
 * Whether to start from the snapshot: if the device has it already, or the connection is fast.
 *
 * @param {import("./download.js").Downloads} downloads
 * @param {{snapshot: string, library: string, script: string}} names
 * @param {Promise<unknown>} scripts The files that every start needs.
 */
export async function isSnapshotQuicker(downloads, { snapshot, library, script }, scripts) {
  if (!canUseSnapshot) return false;
  if (await isStored(downloads.address(snapshot))) return true;
  if (connection?.saveData || (await isStored(downloads.address(library)))) return false;
  await scripts;
  const pace = await downloads.pace(script);
  // What came from the cache says nothing of the line; the browser's own estimate ends at 10 Mbit/s.
  return pace === null ? (connection?.downlink ?? 0) >= 10 : pace >= FAST_LINE;
}

/** Whether the service worker has stored a file on the device. @param {string} address */
async function isStored(address) {
  try {
    return Boolean(await caches.match(address));
  } catch {
    return false;
  }
}
