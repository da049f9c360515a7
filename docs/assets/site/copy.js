/** Copying, for the citations of the articles and for the calculator's results. */

/**
 * Copy a text; without the clipboard (an old browser, a frame) by way of a field that is selected.
 * @param {string} text
 * @returns {Promise<boolean>} Whether the browser allowed it.
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    // Focusing it must not move the page.
    field.style.position = "fixed";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
