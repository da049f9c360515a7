/**
 * Fetches into the browser's cache what every start of the engine needs, for a reader who points at the
 * way to the calculator.
 */

import { ENGINE_FOLDER } from "./runtime.js";

export async function warm() {
  try {
    const manifest = await (await fetch(new URL("manifest.json", ENGINE_FOLDER))).json();
    for (const name of manifest.always) {
      const response = await fetch(new URL(`../${manifest.folder}/${name}`, ENGINE_FOLDER), { priority: "low" });
      // Only what has been read to its end is kept.
      await response.blob();
    }
  } catch (error) {
    console.info("Nothing was fetched beforehand:", error);
  }
}
