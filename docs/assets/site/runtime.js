/**
 * Where what starts this page's engine lies: the worker's scripts and the list of the runtime's files, in a folder
 * named by its content. Another version's has another address, and never stands at this one.
 */

const named = document.querySelector('meta[name="engine"]')?.getAttribute("content") ?? "";

export const ENGINE_FOLDER = new URL(named, document.baseURI).href;
