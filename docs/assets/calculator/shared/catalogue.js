/**
 * What the page knows of the policy: read once from the JSON that is in the page.
 *
 * Nothing in these scripts knows a fact, a measure or an amount by name; all of it comes from here.
 * Nor does anything outside of kinds/ know a kind of fact by name.
 */

/** @import { Article, Fact, Kind, Measure, Option, Policy, Reading, Result, Section, Topic, Unit } from "./types.d.ts" */

export class Catalogue {
  /**
   * @param {string} json
   * @param {Record<string, Kind>} kinds All kinds of facts, by name.
   */
  constructor(json, kinds) {
    const data = JSON.parse(json);
    /** @type {Policy} */
    this.policy = data.policy[0];
    /** @type {Topic[]} */
    this.topics = data.topics;
    /** @type {Section[]} */
    this.sections = data.sections;
    /** @type {Option[]} */
    this.groups = data.groups;
    /** @type {Fact[]} */
    this.facts = data.facts;
    /** @type {Measure[]} */
    this.measures = data.measures;
    /** @type {Reading[]} */
    this.readings = data.readings;
    this.kinds = kinds;
    this.factOf = new Map(this.facts.map((fact) => [fact.id, fact]));
    this.measureOf = new Map(this.measures.map((measure) => [measure.id, measure]));
    this.readingOf = new Map(this.readings.map((reading) => [reading.id, reading]));
    this.unitOf = new Map(/** @type {Unit[]} */ (data.units).map((unit) => [unit.spelling, unit]));
    this.articleOf = new Map(/** @type {Article[]} */ (data.articles).map((article) => [article.number, article]));
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

  /**
   * The facts that measures still miss.
   * @param {Result | null} result
   * @param {boolean} counted Only of measures with a number.
   */
  missing(result, counted) {
    const measures = result?.measures.filter(({ id }) => !counted || this.measureOf.get(id)?.counted);
    return new Set(measures?.flatMap((measure) => measure.missing));
  }

  /**
   * The lowest lines of the ladders that can still apply; of all, where the result names none.
   * @param {Result | null} result
   */
  lowestLines(result) {
    const reached = result?.measures.flatMap((m) => m.reasons.flatMap(({ ladder }) => ladder?.lines ?? [])) ?? [];
    const ladders = this.measures.flatMap((m) => m.ladders);
    const left = ladders.filter(({ lines }) => reached.includes(lines));
    return (left.length ? left : ladders).map(({ tiers }) => Math.min(...tiers.map(({ line }) => line)));
  }

  /** The lowest and the highest line of all ladders in 元, or null where there is none. */
  get lines() {
    const lines = this.measures.flatMap((m) => m.ladders.flatMap((l) => l.tiers.map((t) => t.line)));
    return lines.length ? { low: Math.min(...lines), high: Math.max(...lines) } : null;
  }
}
