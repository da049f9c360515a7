/**
 * Decodes fragments of addresses as the calculator's page does: one JSON string per line in, one
 * JSON document per line out. `node scripts/proving/fragments.mjs docs/calculator.md`
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { KINDS } from "../../docs/assets/calculator/kinds/index.js";
import { Catalogue } from "../../docs/assets/calculator/shared/catalogue.js";
import { decode, encode } from "../../docs/assets/calculator/shared/link.js";

const page = readFileSync(process.argv[2] ?? "", "utf-8");
const [, json = ""] = /id="calc-catalogue">(.*?)<\/script>/s.exec(page) ?? [];
const catalogue = new Catalogue(json, KINDS);

for await (const line of createInterface({ input: process.stdin })) {
  const { state, problems } = decode(JSON.parse(line), catalogue);
  const link = encode(state, catalogue);
  const again = encode(decode(link, catalogue).state, catalogue);
  process.stdout.write(`${JSON.stringify({ state, problems, link, again })}\n`);
}
