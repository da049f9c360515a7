/** The page's engine, which starts before the rest of the page is there where that takes nothing from it. */

import { Engine } from "./engine.js";

/** From how many bytes a millisecond on the page leaves room on the line for the engine's files. */
const ROOMY_LINE = 2_000;

export const engine = new Engine();

/** Whether the engine's files are on the device, or the page itself has come quickly. */
export function hasRoom() {
  const [page] = performance.getEntriesByType("navigation");
  const took = page?.transferSize ? page.responseEnd - page.responseStart : 0;
  return Boolean(navigator.serviceWorker?.controller) || (took > 0 && (page?.encodedBodySize ?? 0) / took >= ROOMY_LINE);
}

// Who hears of a failure tries once more: by then the rest of the page listens.
if (hasRoom() && !navigator.connection?.saveData) engine.start().catch(() => {});
