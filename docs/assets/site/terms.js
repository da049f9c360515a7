/**
 * Terms of the glossary show what they mean: with a mouse when pointed at, by keyboard when they have
 * the focus, on a touch screen when tapped. Each is a link to the glossary, which a mouse and the
 * keyboard follow as ever; screen readers read the meaning out as the link's description.
 * @module
 */

/** How long a mouse may be on its way from the word to what is shown, in milliseconds. */
const ON_THE_WAY = 200;

export function explainTerms() {
  const card = document.createElement("div");
  card.className = "term-card md-typeset";
  card.hidden = true;
  document.querySelector("article.md-content__inner")?.append(card);
  /** @type {HTMLAnchorElement | null} */
  let shown = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    card.hidden = true;
    shown = null;
  };

  /** @param {HTMLAnchorElement} term */
  const show = (term) => {
    clearTimeout(timer);
    if (shown === term) return;
    const meaning = document.getElementById(term.getAttribute("aria-describedby") ?? "");
    if (!meaning) return;
    const more = document.createElement("a");
    more.href = term.href;
    more.textContent = "术语页";
    card.replaceChildren(...[...meaning.childNodes].map((node) => node.cloneNode(true)), " ", more);
    card.hidden = false;
    shown = term;
    place(term, card);
  };

  const hideSoon = () => {
    clearTimeout(timer);
    timer = Number(setTimeout(hide, ON_THE_WAY));
  };

  /** @param {Event} event */
  const termOf = ({ target }) =>
    target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (target.closest("a.term")) : null;

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = termOf(event);
    if (term) show(term);
    else if (event.target instanceof Node && card.contains(event.target)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event);
    if (term?.matches(":focus-visible")) show(term);
    else if (!(event.target instanceof Node && card.contains(event.target))) hide();
  });
  // A finger cannot point: the first tap shows, and the link to the glossary stands in what is shown.
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (term && matchMedia("(hover: none)").matches) {
      event.preventDefault();
      if (shown === term) hide();
      else show(term);
    } else if (!(event.target instanceof Node && card.contains(event.target))) {
      hide();
    }
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  addEventListener("resize", hide);
}

/**
 * Put the card under its word, or above where there is more room, and inside the window.
 * @param {Element} term
 * @param {HTMLElement} card
 */
function place(term, card) {
  const line = term.getClientRects()[0] ?? term.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const from = (card.offsetParent ?? document.body).getBoundingClientRect();
  const left = Math.max(8, Math.min(line.left, room - card.offsetWidth - 8));
  const isLow = line.bottom + card.offsetHeight > innerHeight && line.top > card.offsetHeight + 60;
  card.style.left = `${left - from.left}px`;
  card.style.top = `${(isLow ? line.top - card.offsetHeight - 4 : line.bottom + 4) - from.top}px`;
}
