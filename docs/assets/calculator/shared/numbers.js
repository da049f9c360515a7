/** Amounts as people write them, and back again; exact, since 元 are whole numbers throughout. */

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const POWERS = new Map([["万", 4], ["亿", 8], ["", 0]]);

/**
 * Read an amount and return it in units of 10^-places, or an error that says what is accepted.
 * "1,200", "12.5", full-width digits and a unit typed along ("3.2亿元") are all understood.
 * @param {string} text
 * @param {number} power The unit chosen beside the field: 4 for 万元, 8 for 亿元, 0 for 元.
 * @param {number} places Decimals that count below 元.
 * @returns {{value: number} | {error: string}}
 */
export function parseAmount(text, power, places = 0) {
  const plain = halfWidth(text)
    .replace(/。/g, ".")
    .replace(/[\s,\u3001\u00a5\uffe5]/g, "");
  const match = /^(\d*)(?:\.(\d*))?(万|亿)?元?$/.exec(plain);
  if (!match || !(match[1] || match[2])) {
    return { error: "请填一个不小于 0 的数字，例如 5 或 0.85，不要填文字或负数。" };
  }
  const typed = /[万亿元]/.test(plain) ? POWERS.get(match[3] ?? "") ?? 0 : power;
  const shift = typed + places;
  const decimals = (match[2] ?? "").replace(/0+$/, "");
  if (decimals.length > shift) {
    return {
      error: places
        ? `最多填 ${places} 位小数。`
        : `太细了：要精确到元，在这个单位下最多 ${shift} 位小数。`,
    };
  }
  const value = Number((match[1] ?? "") + decimals.padEnd(shift, "0"));
  if (value > Number.MAX_SAFE_INTEGER) return { error: "数字太大。是不是按“元”填的？可以连单位一起写，例如 500000000元。" };
  return { value };
}

/**
 * An amount in 元 as people read it, spelled as the engine does: the largest unit in which four decimals
 * are exact. tests/files/amounts.json has cases for both languages.
 * @param {number} amount
 */
export function yuan(amount) {
  for (const [power, unit] of /** @type {[number, string][]} */ ([[8, "亿元"], [4, "万元"]])) {
    if (amount >= 10 ** power && amount % 10 ** (power - 4) === 0) return `${decimal(amount, power)}${unit}`;
  }
  return `${amount}元`;
}

/**
 * amount / 10^power as text, without rounding.
 * @param {number} amount A whole number.
 * @param {number} power
 */
export function decimal(amount, power) {
  const digits = String(amount).padStart(power + 1, "0");
  const whole = digits.slice(0, digits.length - power);
  const rest = digits.slice(digits.length - power).replace(/0+$/, "");
  return whole + (rest ? `.${rest}` : "");
}

/**
 * An award or a range of awards, always in 万元; the same to look at, to hear and to copy.
 * @param {import("./types.d.ts").Range} range In 元.
 */
export function award({ low, high }) {
  const words = (/** @type {number} */ end) => (end ? `${decimal(end, 4)}万元` : "0元");
  return low === high ? words(low) : `${words(low)}至${words(high)}`;
}

/** A day as the text writes it: 2025年12月31日. @param {string} day As documents write it: 2025-12-31. */
export function dayInWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** @param {number} price In 元/㎡, with at most two decimals. */
export function price(price) {
  return `${price}元/㎡`;
}

/**
 * The amount that was probably meant, where one typed seems ten thousand times (or, 元 typed as 亿元, a
 * hundred million times) too large, or ten thousand times too small.
 * Amounts are judged by the lines of the policy: far above the highest or far below the lowest.
 * @param {number} amount In 元.
 * @param {{low: number, high: number} | null} lines
 * @returns {number | null}
 */
export function probablyMeant(amount, lines) {
  if (!lines || amount === 0) return null;
  const unlikely = lines.high * 4;
  if (amount > unlikely) {
    const meant = [amount / 1e4, amount / 1e8].find((other) => other <= unlikely);
    return meant !== undefined && Number.isInteger(meant) ? meant : null;
  }
  if (amount < lines.low / 100) return amount * 10_000;
  return null;
}

/** What was typed with full-width signs, in half-width ones. @param {string} text */
export function halfWidth(text) {
  return text.replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}
