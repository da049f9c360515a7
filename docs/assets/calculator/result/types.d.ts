/** The types of the result's scripts, in a file that no page loads. */
export type { Catalogue } from "../shared/catalogue.js";
export type { Ladder, Measure, MeasureResult, Outcome, Range, Reading, Result, State } from "../shared/types.d.ts";

export interface Actions {
  goTo: (fact: string) => void;
  next: () => void;
  settle: (reading: string, value: boolean | undefined) => void;
  toggle: (card: string, open: boolean) => void;
  showReading: (reading: string) => void;
}

/** How far the result has come, and the first figure in words. */
export interface Figure {
  /**
   * - `open`: questions are left that bear on amounts, so that a ceiling would say little;
   * - `range`: all are answered as well as the applicant can; readings or "不清楚" leave a span;
   * - `settled`: one amount;
   * - `unpriced`: no amount, but a measure of which the text states none, or a price;
   * - `waiting`: no amount is possible, and nothing was said yet of anything but who applies;
   * - `nothing`: no amount is possible.
   */
  kind: "open" | "range" | "settled" | "unpriced" | "waiting" | "nothing";
  label: string;
  main: string;
  rest: string;
  /** That the text does not say who is paid the amount, or some of it. */
  payee: string;
  /** Whom to ask where no amount is stated. */
  units: string[];
  /** The questions left that bear on the figure. */
  left: string[];
  /** Those that were answered with "不清楚" or a range. */
  vague: string[];
  /** Of `all` questions on amounts, those that bear on the figure no more. */
  done: number;
  all: number;
}

/** A picture of a link; null where there can be none. */
export type Code = { size: number; data: boolean[][] };

/** What the buttons below the result work with; `code` is undefined while it is on its way. */
export interface ShareView {
  catalogue: import("../shared/catalogue.js").Catalogue;
  result: import("../shared/types.d.ts").Result;
  state: import("../shared/types.d.ts").State;
  document: object;
  link: string;
  page: string;
  code: Code | null | undefined;
  openCode: (event: Event) => void;
  said: string;
  isStored: boolean;
  embedded: boolean;
  say: (message: string) => void;
  store: (on: boolean) => void;
}
