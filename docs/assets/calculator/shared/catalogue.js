/**
 * What the page knows of the policy: read once from the JSON that stands in the page.
 *
 * Nothing in these scripts knows a fact, a measure or an amount by name; all of it comes from here.
 */

/**
 * @typedef {"yes_no" | "choice" | "money" | "unit_price" | "event" | "set"} Kind
 * @typedef {{id: string, label: string}} Option
 * @typedef {Option & {denial: string | null}} Topic The words that deny its amounts, if it has amounts with lines.
 * @typedef {{id: string, kind: Kind, label: string, topic: string, options: Option[] | null, measures: string[], outside_term: {before: string[], after: string[]} | null}} Fact Of an event: the measures for which a day before the term or after it can count.
 * @typedef {{line: number, award: number}} Tier Amounts in 元.
 * @typedef {{lines: string, before: string, years: string[], tiers: Tier[]}} Ladder
 * @typedef {{id: string, row: string, article: number, class: "C" | "F" | "Q" | "S", name: string, quote: string, sentence: string, gives: string | null, times: string | null, ladders: Ladder[]}} Measure
 * @typedef {{id: string, question: string, true: string, false: string, unit: string, page: string, sentence: string, measures: string[]}} Reading
 * @typedef {{number: string, title: string, signed: string, published: string, last_day: string, highest: number, hotline: string, official_url: string, version: string, left_out: string, waiting: string}} Policy
 * @typedef {{number: number, name: string, page: string, heading: string}} Article
 * @typedef {{spelling: string, id: string, name: string}} Unit
 *
 * @typedef {{low: number, high: number}} Range
 * @typedef {Range & {prices: Record<string, MeasureResult["price"]>}} Way What comes of one way of reading; no price is null.
 * @typedef {{verdict: "yes" | "no" | "open", text: string, ladder: {lines: string, peak: number | null, reached: number} | null, facts: string[], quote: string, page: string, sentence: string}} Reason
 * @typedef {{id: string, article: number, class: string, status: "eligible" | "ineligible" | "undetermined", group: string, word: string, amount: Range | null, price: {low: number, high: number | null} | null, missing: string[], unsettled: string[], reasons: Reason[], next_steps: {text: string}[], units: string[], beyond: {text: string, see: string | null} | null}} MeasureResult
 * @typedef {{as_of: string, in_force: boolean | null, total: Range, measures: MeasureResult[], next_question: string | null, readings: {id: string, true: Way, false: Way}[], answers: {fact: string, text: string}[], notes: string[]}} Result
 */

export class Catalogue {
  /** @param {string} json */
  constructor(json) {
    const data = JSON.parse(json);
    /** @type {Policy} */
    this.policy = data.policy[0];
    /** @type {Article[]} */
    this.articles = data.articles;
    /** @type {Topic[]} */
    this.topics = data.topics;
    /** @type {Option[]} */
    this.groups = data.groups;
    /** @type {Fact[]} */
    this.facts = data.facts;
    /** @type {Measure[]} */
    this.measures = data.measures;
    /** @type {Reading[]} */
    this.readings = data.readings;
    /** @type {Unit[]} */
    this.units = data.units;
    this.factOf = new Map(this.facts.map((fact) => [fact.id, fact]));
    this.measureOf = new Map(this.measures.map((measure) => [measure.id, measure]));
    this.readingOf = new Map(this.readings.map((reading) => [reading.id, reading]));
    this.unitOf = new Map(this.units.map((unit) => [unit.spelling, unit]));
    this.articleOf = new Map(this.articles.map((article) => [article.number, article]));
  }

  /**
   * The options of a choice or a set; a set without its own names the measures it bears on.
   * @param {Fact} fact
   * @returns {Option[]}
   */
  optionsOf(fact) {
    if (fact.options) return fact.options;
    if (fact.kind !== "set") return [];
    return fact.measures.map((id) => ({ id, label: this.nameOf(id) }));
  }

  /**
   * Facts in the order in which they are asked, each once: what can take measures away, a set, comes last.
   * @param {string[]} ids
   */
  asked(ids) {
    const order = (/** @type {boolean} */ last) => this.facts.filter(({ id, kind }) => ids.includes(id) && (kind === "set") === last).map(({ id }) => id);
    return [...order(false), ...order(true)];
  }

  /** @param {string} id A measure's id. */
  nameOf(id) {
    return this.measureOf.get(id)?.name ?? id;
  }

  /** @param {string} id A fact's id. */
  labelOf(id) {
    return this.factOf.get(id)?.label ?? id;
  }

  /**
   * The facts that bear on an article's measures.
   * @param {number} number
   */
  factsOfArticle(number) {
    const ids = new Set(this.measures.filter((m) => m.article === number).map((m) => m.id));
    return new Set(this.facts.filter((f) => f.measures.some((id) => ids.has(id))).map((f) => f.id));
  }

  /** The lowest and the highest line of all ladders in 元, or null where there is none. */
  get lines() {
    const lines = this.measures.flatMap((m) => m.ladders.flatMap((l) => l.tiers.map((t) => t.line)));
    return lines.length ? { low: Math.min(...lines), high: Math.max(...lines) } : null;
  }
}
