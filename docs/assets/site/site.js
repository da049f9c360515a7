/**
 * What every page does in the browser: tell from the reader's own clock whether the policy is in
 * force, offer colours and large text, copy the link or the citation of a sentence, let terms explain
 * themselves, and give the theme's menu and search labels real buttons. Without scripts the page still
 * reads whole.
 * @module
 */

import { copy } from "./copy.js";

const TEXT_KEY = "jincheng-towns:text";

/**
 * Say whether the term has ended, by the reader's clock; the build could only know its own day.
 * @param {Document} page
 * @param {Date} now
 */
export function tellValidity(page, now) {
  const banner = page.querySelector(".validity-banner");
  if (!(banner instanceof HTMLElement) || !banner.dataset.lastDay) return;
  const last = banner.dataset.lastDay;
  const pad = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const today = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-over]"))) {
    part.textContent = (today > last ? part.dataset.over : part.dataset.inForce) ?? "";
  }
  const state = banner.querySelector(".validity-banner__state")?.textContent;
  for (const cell of page.querySelectorAll("td.validity")) cell.append(`（${state}）`);
}

/**
 * Put a button where a label works a hidden checkbox: keyboards cannot reach the label.
 * @param {string} id the checkbox
 * @param {string} words the button's name
 * @param {string} kind
 */
function replaceLabel(id, words, kind) {
  const box = document.getElementById(id);
  const label = document.querySelector(`label.md-header__button[for="${id}"]`);
  if (!(box instanceof HTMLInputElement) || !label) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} header-button header-button--${kind}`;
  button.setAttribute("aria-label", words);
  button.append(...[...label.childNodes].map((node) => node.cloneNode(true)));
  const tell = () => button.setAttribute("aria-expanded", String(box.checked));
  tell();
  box.addEventListener("change", tell);
  button.addEventListener("click", () => box.click());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.checked) {
      box.click();
      button.focus();
    }
  });
  label.classList.add("replaced");
  label.before(button);
}

/**
 * Offer light and dark, and remember the choice, as the theme's own script would; that one has the browser
 * work out all styles of a page three times over at each start.
 */
function offerColours() {
  const form = document.getElementById("colours");
  const inputs = [.../** @type {NodeListOf<HTMLInputElement>} */ (form?.querySelectorAll("input") ?? [])];
  const light = matchMedia("(prefers-color-scheme: light)");
  const { index: kept } = __md_get("__palette") ?? {};
  let at = inputs[kept] ? kept : 0;
  const show = () => {
    const media = inputs[at]?.dataset["mdColorMedia"] ?? "";
    const asked = media === "(prefers-color-scheme)" ? `(prefers-color-scheme: ${light.matches ? "light" : "dark"})` : media;
    const { mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } =
      inputs.find(({ dataset }) => dataset["mdColorMedia"] === asked)?.dataset ?? {};
    const color = { media, scheme, primary, accent };
    for (const [name, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${name}`, value ?? "");
    for (const [index, input] of inputs.entries()) /** @type {HTMLElement} */ (input.nextElementSibling).hidden = index !== at;
    __md_set("__palette", { index: at, color });
  };
  const change = () => {
    // No colour fades slowly into the other.
    document.body.setAttribute("data-md-color-switching", "");
    show();
    setTimeout(() => document.body.removeAttribute("data-md-color-switching"));
  };
  for (const [index, input] of inputs.entries()) {
    input.addEventListener("change", () => {
      at = index;
      change();
    });
  }
  light.addEventListener("change", change);
  form?.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter") return;
    const next = inputs[(at + 1) % inputs.length];
    next?.click();
    next?.focus();
  });
  show();
}

/** Offer large text and remember the choice; the page's head applies it before the first paint. */
function offerLargeText() {
  const header = document.querySelector(".md-header__inner");
  if (!header) return;
  const root = document.documentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "md-header__button header-button header-button--text";
  button.textContent = "大字";
  button.setAttribute("aria-label", "大字模式");
  const tell = () => button.setAttribute("aria-pressed", String(root.dataset.text === "large"));
  tell();
  button.addEventListener("click", () => {
    const large = root.dataset.text !== "large";
    if (large) root.dataset.text = "large";
    else delete root.dataset.text;
    try {
      if (large) localStorage.setItem(TEXT_KEY, "large");
      else localStorage.removeItem(TEXT_KEY);
    } catch {
      // Private windows may forbid it; the choice then holds for this page.
    }
    tell();
  });
  header.querySelector(".header-words")?.after(button);
}

/**
 * Make one button that copies and says so.
 * @param {string} words
 * @param {string} name
 * @param {() => string} text
 * @param {HTMLElement} status
 */
function copyButton(words, name, text, status) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.textContent = done ? "已复制" : "没能复制";
    status.textContent = done ? `${name}：已复制` : `${name}：没能复制，请长按选取`;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
  return button;
}

/** Give every sentence its link, and buttons that copy the address and the citation. */
function offerCopies() {
  const sentences = document.querySelectorAll("p.sentence[id]");
  const citation = document.getElementById("citation");
  if (!sentences.length || document.querySelector(".document")) return;
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.className = "md-visually-hidden";
  status.style.cssText = "position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden";
  document.querySelector(".md-content")?.append(status);
  const whole = citation?.textContent?.trim() ?? "《晋城市支持专业镇高质量发展若干政策》（晋市政办〔2023〕39号）";
  for (const sentence of sentences) {
    const own = sentence.textContent?.trim() ?? "";
    const number = sentence.id.replace(/^s/, "");
    const place = /^\d+$/.test(number) ? `第${number}句` : "本句";
    const address = () => `${location.origin}${location.pathname}#${sentence.id}`;
    const tools = document.createElement("span");
    tools.className = "sentence__tools";
    tools.append(
      copyButton("链接", `复制${place}的链接`, address, status),
      copyButton("引文", `复制${place}的引文`, () => `${whole}${/^\d+$/.test(number) ? place : ""}：“${own}” ${address()}`, status),
    );
    sentence.append(tools);
  }
  if (citation) {
    citation.append(copyButton("复制", "复制本条的引文", () => whole, status));
    citation.lastElementChild?.classList.add("md-button");
  }
}

/** Whoever selects from sentence to sentence gets the text alone, without the notes between. */
function keepTextClean() {
  if (!document.querySelector(".beside")) return;
  document.addEventListener("selectstart", ({ target }) => {
    const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
    document.documentElement.toggleAttribute("data-quoting", Boolean(element?.closest(".sentence, .bracket, h1")));
  });
}

/** Let terms of the glossary show what they mean where they stand. */
async function explainTerms() {
  if (document.querySelector(".term")) (await import("./terms.js")).explainTerms();
}

/** The theme's search listens to keyup alone: handwriting, voice and paste send only input. */
function hearEveryInput() {
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(".md-search__input")) {
      event.target.dispatchEvent(new KeyboardEvent("keyup"));
    }
  });
}

/** How long a reader points at a link before it counts as a hint, in milliseconds. */
const HINT = 150;
const HINTS = ["pointerover", "focusin"];

/** Let the engine's files come while a reader is still on the way to the calculator; never on a metered line. */
function takeHints() {
  if (navigator.connection?.saveData || document.getElementById("calculator")) return;
  let timer = 0;
  /** @param {Event} event */
  const point = ({ target }) => {
    clearTimeout(timer);
    if (!(target instanceof Element) || !target.closest('a[href*="calculator/"]')) return;
    timer = Number(setTimeout(async () => {
      for (const kind of HINTS) removeEventListener(kind, point);
      (await import("./warm.js")).warm();
    }, HINT));
  };
  for (const kind of HINTS) addEventListener(kind, point);
}

tellValidity(document, new Date());
replaceLabel("__drawer", "导航菜单", "drawer");
replaceLabel("__search", "搜索", "search");
offerColours();
offerLargeText();
offerCopies();
keepTextClean();
explainTerms();
hearEveryInput();
takeHints();
