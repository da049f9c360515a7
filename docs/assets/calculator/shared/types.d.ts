/** What the page's scripts know of the policy, as types only: nobody has to load them. */

import type { Catalogue } from "./catalogue.js";
export type { Catalogue };

export type Option = { id: string; label: string };

/** With the words that deny its amounts, if it has amounts with lines. */
export type Topic = Option & { denial: string | null };

/** Of the form: a topic, or what of it bears on numbers and what does not. */
export type Section = Option & { counted: boolean; always: boolean };

/** Of an event: the measures for which a day before the term or after it can count. */
export type OutsideTerm = { before: string[]; after: string[] };

export type Fact = {
  id: string;
  kind: string;
  label: string;
  topic: string;
  section: string;
  options: Option[] | null;
  measures: string[];
  outside_term: OutsideTerm | null;
};

/** Amounts in 元. */
export type Tier = { line: number; award: number };

export type Ladder = { lines: string; before: string; years: string[]; tiers: Tier[] };

export type Measure = {
  id: string;
  row: string;
  article: number;
  class: "C" | "F" | "Q" | "S";
  /** Whether it gives a number. */
  counted: boolean;
  name: string;
  quote: string;
  sentence: string;
  gives: string | null;
  times: string | null;
  ladders: Ladder[];
  /** Whom to ask first, as far as the measure itself names a unit's task. */
  ask_first: string[];
};

export type Reading = {
  id: string;
  question: string;
  true: string;
  false: string;
  unit: string;
  page: string;
  sentence: string;
  measures: string[];
  /** What the authority has answered. */
  reply: { value: boolean; source: string; since: string } | null;
};

export type Policy = {
  number: string;
  title: string;
  signed: string;
  published: string;
  last_day: string;
  /** What has been replied to when the term begins. */
  first_day: string;
  highest: number;
  hotline: string;
  official_url: string;
  version: string;
  left_out: string;
  payee_open: string;
  waiting: string;
};

export type Article = { number: number; name: string; page: string; heading: string };

export type Unit = { spelling: string; id: string; name: string };

export type Range = { low: number; high: number };

export type Price = { low: number; high: number | null };

/** What one of the two answers to a reading gives; no price is null. */
export type Outcome = Range & { prices: Record<string, Price | null> };

export type Reason = {
  verdict: "yes" | "no" | "open";
  text: string;
  ladder: { lines: string; peak: number | null; reached: number } | null;
  facts: string[];
  quote: string;
  page: string;
  sentence: string;
};

/** A note of ours on an amount, and the question that it leads to. */
export type Note = { text: string; see: string | null };

export type MeasureResult = {
  id: string;
  article: number;
  class: string;
  status: "eligible" | "ineligible" | "undetermined";
  group: string;
  word: string;
  amount: Range | null;
  price: Price | null;
  missing: string[];
  unsettled: string[];
  reasons: Reason[];
  next_steps: { text: string }[];
  units: string[];
  beyond: Note | null;
  /** That the text does not say who is paid. */
  payee: Note | null;
};

export type Result = {
  as_of: string;
  in_force: boolean | null;
  total: Range;
  measures: MeasureResult[];
  readings: { id: string; true: Outcome; false: Outcome }[];
  /** The replies of authorities that bear on it, and whether it assumes otherwise. */
  replies: { reading: string; assumed: boolean; text: string; outcomes: { true: Outcome; false: Outcome } | null }[];
  answers: { fact: string; text: string }[];
  notes: string[];
};

/** As the engine takes it. */
export type Answer = boolean | string | number | string[] | [number, number];

/** What a field says. */
export type Said = { answer?: Answer; unknown?: boolean; error?: string };

/** Words below a field, with answers to choose from. */
export type Remark = { text: string; offers?: { label: string; answer: Answer }[] };

/**
 * What there is to know of a kind of fact. `field` is the element of its question, as
 * scripts/writing/form.py writes it.
 */
export type Kind = {
  /** An answer as a link holds it. */
  written: (answer: Answer) => string;
  /** The answer that a link's value means; undefined where it means none. */
  read: (value: string, fact: Fact) => Answer | undefined;
  /** The answer that says "none of this", where there is one: of amounts, that all stay below a line. */
  denial?: (fact: Fact, catalogue: Catalogue, line?: number) => false | [number, number] | undefined;
  /** Whether it can take measures away, and so is asked when it is known which are left. */
  isLast?: boolean;
  /** What the field says. */
  said: (field: HTMLElement, fact: Fact) => Said;
  /** Write an answer, none, or "不清楚" into the field. */
  show: (field: HTMLElement, answer: Answer | undefined, unknown: boolean) => void;
  /** Bring the field's other controls in line with one that was changed by hand. */
  changed?: (field: HTMLElement, control: HTMLInputElement | HTMLSelectElement) => void;
  /** Take over for an empty field what was chosen in another. */
  carry?: (from: HTMLElement, to: HTMLElement) => void;
  /** Show and hide what hangs on the answer. */
  tidy?: (field: HTMLElement, said: Said) => void;
  /** What to say of an answer at once. */
  remark?: (answer: Answer, fact: Fact, catalogue: Catalogue) => Remark | null;
};

/** What the form says, the readings that were chosen, and the one article that is looked at. */
export type State = {
  answers: Record<string, Answer>;
  unknown: string[];
  readings: Record<string, boolean>;
  topics: string[];
  article: number | null;
};

export type Problem = { fact: Fact; message: string };

/** What a short cut has answered, and where it stands. */
export type Denied = { place: HTMLElement; facts: Fact[]; words: string };

/** A question out of sight: whether it has an answer, and why it is. */
export type Folded = { fact: Fact; given: boolean; why: string };

/** What differs from one kind of amount to another. */
export type Amount = {
  /** One number as a link holds it. */
  accepted: RegExp;
  /** What was typed. */
  parse(text: string, field: HTMLElement): { value: number } | { error: string };
  /** The numbers as they would be typed. */
  typed(ends: number[], field: HTMLElement): string[];
  /** A number as people read it. */
  say(amount: number): string;
};

/** Works an answer out of figures; null where a later call has taken its place. */
export type Work = (
  figures: Record<string, string | number>,
) => Promise<{ size?: Answer; note?: string | null; error?: string[] } | null>;
