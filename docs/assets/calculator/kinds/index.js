/** The kinds of facts, by the names that the rules give them; what each has to say is `Kind` of the catalogue. */
import { choice } from "./choice.js";
import { event } from "./event.js";
import { money } from "./money.js";
import { set } from "./set.js";
import { unitPrice } from "./unit_price.js";
import { yesNo } from "./yes_no.js";

/** @type {Record<string, import("../shared/types.d.ts").Kind>} */
export const KINDS = { yes_no: yesNo, choice, money, unit_price: unitPrice, event, set };
