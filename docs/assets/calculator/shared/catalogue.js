/**
 * What the page knows of the policy: read once from the JSON that is in the page.
 *
 * Nothing in these scripts knows a fact, a measure or an amount by name; all of it comes from here.
 * Nor does anything outside of kinds/ know a kind of fact by name.
 */

/**
 * @typedef {{id: string, label: string}} Option
 * @typedef {Option & {denial: string | null}} Topic The words that deny its amounts, if it has amounts with lines.
 * @typedef {{id: string, kind: string, label: string, topic: string, options: Option[] | null, measures: string[], outside_term: {before: string[], after: string[]} | null}} Fact Of an event: the measures for which a day before the term or after it can count.
 * @typedef {{line: number, award: number}} Tier Amounts in 元.
 * @typedef {{lines: string, before: string, years: string[], tiers: Tier[]}} Ladder
 * @typedef {{id: string, row: string, article: number, class: "C" | "F" | "Q" | "S", name: string, quote: string, sentence: string, gives: string | null, times: string | null, ladders: Ladder[], ask_first: string[]}} Measure Whom to ask first, as far as the measure itself names a unit's task.
 * @typedef {{id: string, question: string, true: string, false: string, unit: string, page: string, sentence: string, measures: string[]}} Reading
 * @typedef {{number: string, title: string, signed: string, published: string, last_day: string, highest: number, hotline: string, official_url: string, version: string, left_out: string, waiting: string}} Policy
 * @typedef {{number: number, name: string, page: string, heading: string}} Article
 * @typedef {{spelling: string, id: string, name: string}} Unit
 *
 * @typedef {{low: number, high: number}} Range
 * @typedef {Range & {prices: Record<string, MeasureResult["price"]>}} Outcome What one of the two answers to a reading gives; no price is null.
 * @typedef {{verdict: "yes" | "no" | "open", text: string, ladder: {lines: string, peak: number | null, reached: number} | null, facts: string[], quote: string, page: string, sentence: string}} Reason
 * @typedef {{id: string, article: number, class: string, status: "eligible" | "ineligible" | "undetermined", group: string, word: string, amount: Range | null, price: {low: number, high: number | null} | null, missing: string[], unsettled: string[], reasons: Reason[], next_steps: {text: string}[], units: string[], beyond: {text: string, see: string | null} | null}} MeasureResult
 * @typedef {{as_of: string, in_force: boolean | null, total: Range, measures: MeasureResult[], next_question: string | null, readings: {id: string, true: Outcome, false: Outcome}[], answers: {fact: string, text: string}[], notes: string[]}} Result
 */

/**
 * @typedef {boolean | string | number | string[] | [number, number]} Answer As the engine takes it.
 * @typedef {{answer?: Answer, unknown?: boolean, error?: string}} Said What a field says.
 * @typedef {{text: string, offers?: {label: string, answer: Answer}[]}} Remark Words below a field, with answers to choose from.
 */

/**
 * What there is to know of a kind of fact. `field` is the element of its question, as scripts/writing/form.py
 * writes it.
 * @typedef {object} Kind
 * @property {(answer: Answer) => string} written An answer as a link holds it.
 * @property {(value: string, fact: Fact) => Answer | undefined} read The answer that a link's value means; undefined where it means none.
 * @property {(fact: Fact, catalogue: Catalogue) => false | [number, number] | undefined} [denial] The answer that says "none of this", where there is one.
 * @property {boolean} [isLast] Whether it can take measures away, and so is asked when it is known which are left.
 * @property {(field: HTMLElement, fact: Fact) => Said} said What the field says.
 * @property {(field: HTMLElement, answer: Answer | undefined, unknown: boolean) => void} show Write an answer, none, or "不清楚" into the field.
 * @property {(field: HTMLElement, control: HTMLInputElement) => void} [changed] Bring the field's other controls in line with one that was changed by hand.
 * @property {(field: HTMLElement, said: Said) => void} [tidy] Show and hide what hangs on the answer.
 * @property {(answer: Answer, fact: Fact, catalogue: Catalogue) => Remark | null} [remark] What to say of an answer at once.
 */

export class Catalogue {
  /**
   * @param {string} json
   * @param {Record<string, Kind>} kinds All kinds of facts, by name.
   */
  constructor(json, kinds) {
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
    this.kinds = kinds;
    this.factOf = new Map(this.facts.map((fact) => [fact.id, fact]));
    this.measureOf = new Map(this.measures.map((measure) => [measure.id, measure]));
    this.readingOf = new Map(this.readings.map((reading) => [reading.id, reading]));
    this.unitOf = new Map(this.units.map((unit) => [unit.spelling, unit]));
    this.articleOf = new Map(this.articles.map((article) => [article.number, article]));
  }

  /** @param {Fact} fact */
  kindOf(fact) {
    const kind = this.kinds[fact.kind];
    if (!kind) throw new Error(`There is no kind of fact named ${fact.kind}.`);
    return kind;
  }

  /**
   * Facts in the order in which they are asked, each once: what can take measures away comes last.
   * @param {string[]} ids
   */
  asked(ids) {
    const asked = this.facts.filter(({ id }) => ids.includes(id));
    const isLast = (/** @type {Fact} */ fact) => Number(this.kindOf(fact).isLast ?? false);
    return asked.sort((a, b) => isLast(a) - isLast(b)).map(({ id }) => id);
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
