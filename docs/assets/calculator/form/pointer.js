/**
 * Waiting for the finger to lift.
 *
 * Leaving a field for a button changes what is above that button before the click is done; the
 * button would slip away from under the finger. So nothing moves while a pointer is down.
 */

let isDown = false;
/** @type {(() => void)[]} */
let waiting = [];

function release() {
  isDown = false;
  // The click comes after the release; what waits comes after the click.
  setTimeout(() => {
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  });
}

addEventListener("pointerdown", () => (isDown = true), true);
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, release, true);

/** @returns {Promise<void>} */
export function released() {
  return isDown ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
}
