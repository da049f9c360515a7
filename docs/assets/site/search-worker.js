/**
 * Search for Chinese: every word of the query is looked up as a plain substring.
 *
 * The theme's own worker cuts text into words, which Chinese does not have, and then finds only
 * their beginnings. This one speaks the same messages, so the theme's search box stays as it is:
 * 0 set-up → 1 ready, 2 query → 3 result. Synonyms and sections come from the build
 * (search-aliases.js, search-sections.json); the index that the theme loads on every page is empty.
 *
 * A page's place: a hit in its title counts most, then in a heading, then in its text, where the
 * number of hits counts a little; `boost` from the page's front matter lifts the articles above
 * the pages that explain them. A query that is nowhere as a whole is cut into pairs of characters,
 * and pages that hold most of them are shown, marked as guesses: below these the page offers ways on.
 * What people say in everyday words, and the text does not, leads to the place that answers it
 * (SEARCH_PLACES), which then comes first.
 */

/** @type {Record<string, string[]>} */
let aliases = {};
/** @type {Record<string, string>} */
let places = {};
const searching = /** @type {any} */ (globalThis);
if (typeof searching.importScripts === "function") {
  searching.importScripts("search-aliases.js");
  aliases = searching.SEARCH_ALIASES;
  places = searching.SEARCH_PLACES;
}

/**
 * @typedef {{location: string, title: string, text: string, boost?: number}} Entry one section of the index
 * @typedef {{location: string, title: string, text: string, plainTitle: string, plainText: string, boost: number}} Section
 */

/** @type {Section[]} */
let sections = [];

/** What people put around the words that matter when they speak in sentences. */
const SMALL_WORDS = /我们|我家|家里|我是|我想|我要|有没有|能不能|可不可以|可以|怎么|如何|什么|哪些|多少|请问|[我想要有能吗呢吧了的是做搞给在去和跟]/gu;

const DIGITS = "〇一二三四五六七八九";

/** Write an article's number as the text does: 第12条 → 第十二条. @param {string} words */
function chineseNumbers(words) {
  return words.replace(/第\s*(\d{1,2})\s*条/g, (_, digits) => {
    const number = Number(digits);
    const tens = Math.floor(number / 10);
    const ones = number % 10;
    return `第${tens ? (tens > 1 ? DIGITS[tens] : "") + "十" : ""}${ones || !tens ? DIGITS[ones] : ""}条`;
  });
}

/** One spelling for search: full and half width, case, brackets and spaces between characters. @param {string} words */
function plain(words) {
  return chineseNumbers(words.normalize("NFKC").toLowerCase())
    .replace(/[()〔〕\[\]“”"'《》\u200b]/g, "")
    .replace(/\s+/g, " ")
    .replace(/(\p{sc=Han}) (?=\p{sc=Han})/gu, "$1")
    .trim();
}

/** @param {string} html */
function withoutTags(html) {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
}

/** @param {string} words */
function escaped(words) {
  return words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}

/** A pattern that finds the words in the original text, whatever brackets or spaces stand between. @param {string[]} words */
function pattern(words) {
  const one = (/** @type {string} */ word) =>
    [...word].map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\s()“”]*");
  return new RegExp(`(${[...words].sort((a, b) => b.length - a.length).map(one).join("|")})`, "giu");
}

/** @param {string} words @param {string[]} found */
function marked(words, found) {
  return escaped(words).replace(pattern(found), "<mark data-md-highlight>$1</mark>");
}

/** @param {Section} section @param {string[]} found */
function snippet(section, found) {
  const parts = (section.text.match(/[^。；！？\n]+[。；！？]?|[。；！？]/g) ?? []).map((part) => part.trim()).filter(Boolean);
  const hits = parts.filter((part) => found.some((word) => plain(part).includes(word)));
  return hits.slice(0, 2).map((part) => marked(part.slice(0, 160), found)).join("…");
}

/** The query's words, each with its synonyms. @param {string} query */
function terms(query) {
  const words = plain(query).replace(/[*+^~、,，。?？!！:：;；]/g, " ").split(" ").filter(Boolean);
  return words.map((word) => {
    const others = Object.entries(aliases)
      .filter(([name]) => word.includes(name))
      .flatMap(([name, found]) => found.map((other) => word.replace(name, other)));
    return [...new Set([word, ...others.map(plain)])];
  });
}

/** How well one section answers one word. @param {Section} section @param {string} word */
function score(section, word) {
  const isPage = !section.location.includes("#");
  const title = section.plainTitle;
  let points = 0;
  if (title === word) points = isPage ? 1000 : 110;
  else if (title.startsWith(word) || title.endsWith(word)) points = isPage ? 420 : 70;
  else if (title.includes(word)) points = isPage ? 300 : 50;
  const hits = section.plainText.split(word).length - 1;
  return points + (hits ? (20 + 4 * Math.min(hits, 5)) * section.boost : 0);
}

/**
 * The best sections of a page and the page itself: the theme shows that as the hit's title.
 * @param {{head: Section | null, items: {section: Section, points: number}[]}} page
 */
function withHead({ head, items }) {
  const best = items.sort((a, b) => b.points - a.points).slice(0, 6);
  if (!head || best.some(({ section }) => section === head)) return best;
  return [...best, { section: head, points: 0 }];
}

/**
 * @param {string[][]} wanted
 * @param {number} enough how many of them a page must hold
 */
function ranked(wanted, enough) {
  /** @type {Map<string, {held: Set<number>, best: number, head: Section | null, items: {section: Section, points: number}[]}>} */
  const pages = new Map();
  for (const section of sections) {
    const key = section.location.replace(/#.*$/, "");
    const page = pages.get(key) ?? { held: new Set(), best: 0, head: null, items: [] };
    pages.set(key, page);
    if (key === section.location) page.head = section;
    let points = 0;
    let held = 0;
    wanted.forEach((words, index) => {
      const best = Math.max(...words.map((word) => score(section, word)));
      if (best) {
        points += best;
        held += 1;
        page.held.add(index);
      }
    });
    if (!held) continue;
    points *= held / wanted.length;
    page.items.push({ section, points });
    page.best = Math.max(page.best, points) + Math.min(points, page.best) / 20;
  }
  const found = wanted.flat();
  return [...pages.values()]
    .filter((page) => page.held.size >= enough)
    .sort((a, b) => b.held.size - a.held.size || b.best - a.best)
    .slice(0, 40)
    .map((page) => withHead(page)
      .map(({ section, points }) => ({
        location: section.location,
        title: marked(section.title, found),
        text: snippet(section, found),
        score: points,
        terms: Object.fromEntries(wanted.map((words) => [
          words[0],
          words.some((word) => section.plainTitle.includes(word) || section.plainText.includes(word)),
        ])),
      })));
}

/**
 * The place that answers what was said: said in just these words, or among others in a sentence.
 * @param {string} query
 */
function answering(query) {
  const said = plain(query).replace(/[\s?？!！。，,]/g, "");
  if (Object.hasOwn(places, said)) return places[said];
  const [longest] = Object.keys(places).filter((word) => said.includes(word)).sort((a, b) => b.length - a.length);
  return longest && places[longest];
}

/** A result that leads to a place, with how its text begins. @param {string} place */
function leadingTo(place) {
  const section = sections.find(({ location }) => location === place);
  if (!section) return [];
  const head = sections.find(({ location }) => location === place.replace(/#.*$/, ""));
  const text = (section.text.match(/[^。；！？]*[。；！？]?/g) ?? []).slice(0, 2).join("");
  return [[section, ...(head && head !== section ? [head] : [])].map((each) => ({
    location: each.location,
    title: escaped(each.title),
    text: each === section ? escaped(text) : "",
    score: each === section ? 1 : 0,
    terms: {},
  }))];
}

/** Mark results that hold only parts of what was said. @param {ReturnType<typeof ranked>} items */
function guessed(items) {
  return items.map((page) => page.map((item) => ({ ...item, title: `<span class="guess">${item.title}</span>` })));
}

/** @param {string} query */
function search(query) {
  const wanted = terms(query);
  if (!wanted.length) return { items: [] };
  let items = ranked(wanted, wanted.length);
  const place = answering(query);
  if (place && (!items.length || Object.hasOwn(places, plain(query).trim()))) {
    const page = (/** @type {string} */ location) => location.replace(/#.*$/, "");
    return { items: [...leadingTo(place), ...items.filter(([first]) => first && page(first.location) !== page(place))] };
  }
  if (items.length) return { items };
  items = ranked(terms(query.replace(SMALL_WORDS, " ")), 1);
  if (!items.length) {
    const pairs = wanted.flat().flatMap((word) =>
      word.length < 3 ? [word] : [...word].slice(1).map((_, index) => word.slice(index, index + 2)));
    const all = [...new Set(pairs)].map((pair) => [pair]);
    for (const share of [0.6, 0.3]) {
      if (!items.length) items = ranked(all, Math.max(1, Math.ceil(all.length * share)));
    }
  }
  return { items: guessed(items) };
}

/** @param {Entry[]} entries */
function setUp(entries) {
  sections = entries.map((entry) => {
    const title = withoutTags(entry.title);
    const text = withoutTags(entry.text);
    return { location: entry.location, title, text, plainTitle: plain(title).replace(/。$/, ""), plainText: plain(text), boost: entry.boost ?? 1 };
  });
}

/** @type {Promise<void> | null} */
let loading = null;

/** Fetch the index with the first query: most readers never search, and it is a quarter of a page. */
function loaded() {
  loading ??= fetch("search-sections.json")
    .then((answer) => answer.json())
    .then(setUp)
    .catch(() => { loading = null; });
  return loading;
}

addEventListener("message", async ({ data: message }) => {
  if (message.type === 0) {
    postMessage({ type: 1 });
  } else if (message.type === 2) {
    if (message.data.trim()) await loaded();
    postMessage({ type: 3, data: search(message.data) });
  }
});
