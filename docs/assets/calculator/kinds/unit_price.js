/** A price in 元/㎡, with at most two decimals. */
import { parseAmount, price } from "../shared/numbers.js";
import { kindOfAmount } from "./amount.js";

export const unitPrice = kindOfAmount({
  accepted: /^\d{1,9}(\.\d{1,2})?$/,
  parse(text) {
    const read = parseAmount(text, 0, 2);
    if (!("value" in read)) return read;
    return read.value < 1e11 ? { value: read.value / 100 } : { error: "数字太大，请核对。单位是元/㎡。" };
  },
  typed: (ends) => ends.map(String),
  say: price,
});
