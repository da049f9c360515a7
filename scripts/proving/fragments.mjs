/**
 * Decodes fragments of addresses as the calculator's page does: one JSON string per line in, one
 * JSON document per line out. `node scripts/proving/fragments.mjs docs/calculator.md`; with `watched`
 * behind it, also the ways that the fragment took through the page's functions.
 */
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { createInterface } from "node:readline";
import { KINDS } from "../../docs/assets/calculator/kinds/index.js";
import { Catalogue } from "../../docs/assets/calculator/shared/catalogue.js";
import { decode, encode } from "../../docs/assets/calculator/shared/link.js";

const page = readFileSync(process.argv[2] ?? "", "utf-8");
const [, json = ""] = /id="calc-catalogue">(.*?)<\/script>/s.exec(page) ?? [];
const catalogue = new Catalogue(json, KINDS);

const session = process.argv[3] === "watched" ? new Session() : null;
session?.connect();
session?.post("Profiler.enable");
session?.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * The ways through the page's functions since this was asked last, each with the blocks that were entered
 * and left out. Within one thread the answer is there at once.
 */
function reached() {
  /** @type {string[]} */
  const ways = [];
  session?.post("Profiler.takePreciseCoverage", (error, coverage) => {
    if (error) throw error;
    for (const { url, functions } of coverage.result) {
      if (!url.includes("/docs/assets/calculator/")) continue;
      for (const { ranges } of functions) {
        const blocks = ranges.map(({ startOffset, endOffset, count }) => `${startOffset}-${endOffset}:${count > 0}`);
        if (ranges[0]?.count) ways.push(`${url} ${blocks.join(" ")}`);
      }
    }
  });
  return ways;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { state, problems } = decode(JSON.parse(line), catalogue);
  const link = encode(state, catalogue);
  const again = encode(decode(link, catalogue).state, catalogue);
  process.stdout.write(`${JSON.stringify({ state, problems, link, again, reached: reached() })}\n`);
}
