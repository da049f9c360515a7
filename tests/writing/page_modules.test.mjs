// The calculator page's pure modules, without a browser: `node --test`.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import test, { mock } from "node:test";
import { Downloads } from "../../docs/assets/calculator/engine/download.js";
import { daysOf, event, isDay } from "../../docs/assets/calculator/kinds/event.js";
import { KINDS } from "../../docs/assets/calculator/kinds/index.js";
import { Catalogue } from "../../docs/assets/calculator/shared/catalogue.js";
import { decode, deniedTopics, emptyState, encode } from "../../docs/assets/calculator/shared/link.js";
import { award, decimal, parseAmount, probablyMeant, yuan } from "../../docs/assets/calculator/shared/numbers.js";
import { endsInWords, figureInBrief, figureInWords, figureOf, totalInWords, worthOf } from "../../docs/assets/calculator/result/figure.js";
import { answersInWords, asText, assumptions, openReadings } from "../../docs/assets/calculator/result/plain_text.js";

/** How an amount is spelled, for Python and JavaScript alike. */
const AMOUNTS = JSON.parse(await readFile(new URL("../files/amounts.json", import.meta.url), "utf8"));

/** A made-up policy about bees: nothing in these modules may know the real one. */
const BEES = new Catalogue(
  JSON.stringify({
    policy: [{ number: "蜂1号", title: "养蜂", signed: "2023-10-31", published: "2023-11-15", last_day: "2030-12-31", first_day: "待主管部门答复", hotline: "1", official_url: "", version: "2", waiting: "待答复", left_out: "合计里没有算的", payee_open: "没有写明奖给谁" }],
    articles: [{ number: 7, name: "第七条", page: "article-07", heading: "" }],
    groups: [],
    topics: [
      { id: "keeper", label: "您", denial: null },
      { id: "sales", label: "销售", denial: "各年销售都不到100万元" },
      { id: "hives", label: "蜂箱", denial: null },
      { id: "others", label: "别的政策", denial: null },
    ],
    sections: [
      { id: "keeper", label: "您", counted: true, always: true },
      { id: "sales", label: "销售", counted: true, always: false },
      { id: "hives", label: "蜂箱", counted: true, always: false },
      { id: "hives-more", label: "蜂箱：没有写金额的", counted: false, always: false },
      { id: "others", label: "别的政策", counted: true, always: true },
    ],
    facts: [
      { id: "kind", kind: "choice", label: "蜂种", topic: "keeper", section: "keeper", options: [{ id: "wild", label: "野" }, { id: "tame", label: "家" }, { id: "odd", label: "怪" }], measures: ["honey"], outside_term: null },
      { id: "sold", kind: "money", label: "销售", topic: "sales", section: "sales", options: null, measures: ["honey"], outside_term: null },
      { id: "rent", kind: "unit_price", label: "租金", topic: "keeper", section: "keeper", options: null, measures: ["honey"], outside_term: null },
      { id: "listed", kind: "event", label: "入选", topic: "hives", section: "hives", options: null, measures: ["honey"], outside_term: { before: [], after: [] } },
      { id: "woods", kind: "yes_no", label: "在林区", topic: "hives", section: "hives", options: null, measures: ["honey"], outside_term: null },
      { id: "other", kind: "set", label: "别的", topic: "others", section: "others", options: null, measures: ["honey"], outside_term: null },
    ],
    measures: [{ id: "honey", row: "1, 2", article: 7, class: "C", counted: true, name: "蜜奖", quote: "", sentence: "s1", gives: null, times: null, ask_first: [], ladders: [{ lines: "100万元、500万元", before: "sold", years: [], tiers: [{ line: 1_000_000, award: 10_000 }, { line: 5_000_000, award: 50_000 }] }] }],
    readings: [{ id: "twice", question: "两次?", true: "给", false: "不给", unit: "蜂局", page: "article-07", sentence: "s1", measures: ["honey"] }],
    units: [],
  }),
  KINDS,
);

test("amounts are read as people write them", () => {
  const value = (text, power, places) => parseAmount(text, power, places).value;
  assert.equal(value("5", 8), 500_000_000);
  assert.equal(value("4.99999999", 8), 499_999_999);
  assert.equal(value("1,234.5", 4), 12_345_000);
  assert.equal(value("３．２亿元", 4), 320_000_000);
  assert.equal(value("5000万", 8), 50_000_000);
  assert.equal(value("123元", 8), 123);
  assert.equal(value(" .5 ", 4), 5000);
  assert.equal(value("84.5", 0, 2), 8450);
});

test("what is no amount is refused with what is accepted", () => {
  for (const text of ["", ".", "-5", "五亿", "1e9", "5 5x", "1.2.3"]) {
    assert.match(parseAmount(text, 4).error ?? "", /请填一个不小于 0 的数字/, text);
  }
  assert.match(parseAmount("0.123456789", 8).error ?? "", /最多 8 位小数/);
  assert.match(parseAmount("84.555", 0, 2).error ?? "", /2 位小数/);
  assert.match(parseAmount("99999999999", 8).error ?? "", /太大/);
});

test("amounts are written exactly", () => {
  for (const [amount, words] of AMOUNTS) assert.equal(yuan(amount), words);
  assert.equal(decimal(12_345_678, 4), "1234.5678");
  assert.equal(award({ low: 300_000, high: 600_000 }), "30万元至60万元");
  assert.equal(totalInWords({ low: 0, high: 20_000 }), "最多2万元");
  assert.equal(award({ low: 0, high: 20_000 }), "0元至2万元");
  assert.equal(award({ low: 0, high: 0 }), "0元");
});

test("a slip of ten thousand is noticed by the lines of the policy", () => {
  const lines = BEES.lines;
  assert.deepEqual(lines, { low: 1_000_000, high: 5_000_000 });
  assert.equal(probablyMeant(20_000_000, lines), null);
  assert.equal(probablyMeant(20_010_000, lines), 2001);
  assert.equal(probablyMeant(9_999, lines), 99_990_000);
  assert.equal(probablyMeant(10_000, lines), null);
  assert.equal(probablyMeant(0, lines), null);
  assert.equal(probablyMeant(5, null), null);
});

test("every kind of answer comes back from a link as it went in", () => {
  const state = {
    ...emptyState(),
    answers: { kind: ["wild", "tame"], sold: [5, 7], rent: 84.5, listed: "2024-02-29", woods: false, other: ["honey"] },
    readings: { twice: true },
    topics: ["hives"],
  };
  const { state: back, problems, version } = decode(`#${encode(state, BEES)}`, BEES);
  assert.deepEqual(back, state);
  assert.deepEqual(problems, []);
  assert.equal(version, "2");
  const unknown = { ...emptyState(), unknown: ["sold"], answers: { listed: true } };
  assert.deepEqual(decode(encode(unknown, BEES), BEES).state, unknown);
});

test("a denied topic is one word of the link", () => {
  const denied = { ...emptyState(), answers: { listed: false, woods: false } };
  assert.equal(encode(denied, BEES), "none=hives&v=2");
  assert.deepEqual(answersInWords({ answers: [] }, denied, BEES), [["都没有的", "蜂箱"]]);
});

test("amounts are denied by staying below the lowest line", () => {
  const denied = { ...emptyState(), answers: { sold: [0, 999_999] } };
  assert.deepEqual(deniedTopics(denied, BEES), ["sales"]);
  assert.equal(encode(denied, BEES), "none=sales&v=2");
  assert.deepEqual(decode("none=sales&v=2", BEES).state, denied);
  assert.deepEqual(answersInWords({ answers: [] }, denied, BEES), [["销售", "各年销售都不到100万元"]]);
  for (const sold of [0, 999_999, [0, 1_000_000], [1, 999_999]]) {
    assert.deepEqual(deniedTopics({ ...emptyState(), answers: { sold } }, BEES), [], String(sold));
  }
});

test("what a link answers by itself is not denied, in whatever order it stands", () => {
  for (const link of ["sold=7&none=sales", "none=sales&sold=7"]) assert.deepEqual(decode(link, BEES).state.answers, { sold: 7 });
  const { state } = decode("none=sales&sold=unknown", BEES);
  assert.deepEqual([state.answers, state.unknown], [{}, ["sold"]]);
});

test("what can take every measure away is denied by its own answer only; an older link that did so asks again", () => {
  const state = { ...emptyState(), answers: { other: [] } };
  assert.equal(encode(state, BEES), "other=none&v=2");
  const { state: back, problems } = decode("none=others,hives&v=2", BEES);
  assert.deepEqual(back.answers, { listed: false, woods: false });
  assert.deepEqual(problems, ["链接里没有单独回答“别的政策”，请在最后一问里回答。"]);
  for (const answered of ["none", "honey", "unknown"]) {
    assert.deepEqual(decode(`none=others&other=${answered}&v=2`, BEES).problems, [], answered);
  }
});

test("answers are told in the engine's words, in the order of the form", () => {
  const result = { answers: [{ fact: "listed", text: "有，日期不清楚" }, { fact: "kind", text: "野或家" }] };
  const state = { ...emptyState(), answers: { kind: ["wild", "tame"], listed: true }, unknown: ["sold"] };
  assert.deepEqual(answersInWords(result, state, BEES), [["蜂种", "野或家", "kind"], ["销售", "不清楚", "sold"], ["入选", "有，日期不清楚", "listed"]]);
});

test("an older link that denies whole topics asks to look at what they hold today", () => {
  assert.deepEqual(decode("none=hives&v=2", BEES).problems, []);
  assert.match(decode("none=hives&v=1", BEES).problems[0], /问题可能比当时多/);
  assert.deepEqual(decode("woods=no&v=1", BEES).problems, []);
});

test("a hostile fragment gives no answers, and few words", () => {
  for (const fragment of ["kind=<script>", "sold=-1", "sold=7..5", "sold=1e5", "rent=1.234", "listed=2023-02-29", "woods=maybe", "other=x", "__proto__=yes", "%=%", "article=99", "twice=1", "kind=wild,,"]) {
    const { state, problems } = decode(fragment, BEES);
    assert.deepEqual(state, emptyState(), fragment);
    assert.equal(problems.length, 1, fragment);
  }
  assert.equal(decode("a=b&".repeat(1000), BEES).problems.length, 6);
  assert.match(decode("x".repeat(7000), BEES).problems[0] ?? "", /过长/);
});

test("a month or a year is a span of days, however it is written", () => {
  for (const text of ["2024-02", "2024年2月", "2024.2", " 2024/02 ", "２０２４－０２", "２０２４年２月", "202402"]) assert.deepEqual(daysOf(text), ["2024-02-01", "2024-02-29"]);
  for (const text of ["2024", "2024年", " ２０２４ "]) assert.deepEqual(daysOf(text), ["2024-01-01", "2024-12-31"]);
  for (const text of ["", "24", "20241", "202413", "2024-13", "2024-00", "5月", "0024", "0024-01"]) assert.equal(daysOf(text), undefined, text);
  for (const listed of [["2024-02-01", "2024-02-29"], ["2024-01-01", "2024-12-31"]]) {
    const state = { ...emptyState(), answers: { listed } };
    assert.deepEqual(decode(encode(state, BEES), BEES).state.answers, state.answers);
  }
});

test("a span of days that the form cannot show is told and left out, never shortened", () => {
  for (const span of ["2024-02-01..2024-03-31", "2024-02-01..2024-02-28", "2024-02-02..2024-02-29", "2024-02-01.."]) {
    const { state, problems } = decode(`listed=${span}`, BEES);
    assert.deepEqual(state, emptyState(), span);
    assert.match(problems[0] ?? "", /不能识别，已留空/);
  }
});

test("only days of the calendar are days", () => {
  assert.ok(isDay("2024-02-29"));
  for (const text of ["2023-02-29", "2024-13-01", "2024-1-1", "0001-01-01", "", "2024-05-01T00:00"]) assert.ok(!isDay(text), text);
});

test("a day outside the term is told beside its field, and one that hangs on a reading", () => {
  const about = (day) => event.remark(day, BEES.factOf.get("listed"), BEES).text;
  for (const day of ["2023-11-15", "2024-06-01", "2030-12-31"]) assert.equal(about(day), "");
  for (const day of ["2023-10-31", "2023-11-14", ["2023-11-01", "2023-11-02"]]) {
    // The day is known, or all of them are alike: only the first day of the term is open.
    assert.match(about(day), /^是否在有效期内，要看从哪一天起施行（.*待主管部门答复/);
  }
  assert.match(about(["2023-11-01", "2023-11-30"]), /要看是哪一天，以及从哪一天起施行（.*待主管部门答复/);
  for (const day of ["2023-11-01", "2030-12-31", "2031-01-01"]) assert.doesNotMatch(about(day), /\d{4}-\d/);
  assert.match(about(["2030-12-01", "2031-01-31"]), /有效期到2030年12月31日为止/);
  assert.equal(about(["2024-05-01", "2024-05-31"]), "");
  for (const day of ["2023-10-30", "2031-01-01", "2205-06-18"]) assert.match(about(day), /^不在有效期内/);
});

test("where only a day before the term can count, a later one is told, with the end of the term", () => {
  const about = (day) => event.remark(day, { measures: ["honey"], outside_term: { before: ["honey"], after: [] } }, BEES).text;
  for (const day of ["2015-01-01", "2023-11-01", ["2023-10-01", "2023-11-30"], "2030-12-31"]) assert.equal(about(day), "");
  for (const day of ["2031-01-01", "2205-06-18"]) assert.equal(about(day), "不在有效期内（有效期到2030年12月31日为止）。请核对日期。");
  assert.match(about(["2030-12-01", "2031-01-31"]), /^是否在有效期内，要看是哪一天/);
});

test("where a day outside the term counts for some measures, these are named", () => {
  const about = (day) => event.remark(day, { measures: ["honey", "wax"], outside_term: { before: ["honey"], after: ["honey"] } }, BEES).text;
  for (const day of ["2015-01-01", "2031-01-01"]) assert.match(about(day), new RegExp(`^不在有效期内.*这个日期只用于“${BEES.nameOf("honey")}”。$`));
});

test("a price is never told without saying that it is a lower limit", () => {
  const said = (low, high) => worthOf({ status: "eligible", price: { low, high } });
  assert.equal(said(84, 84), "底价不低于84元/㎡");
  assert.equal(said(84, 90.5), "底价下限84元/㎡至90.5元/㎡");
  assert.equal(said(84, null), "底价下限至少84元/㎡");
  assert.equal(said(0, null), "还不知道单价");
});

/** A result about bees: a total, one measure, and what either answer to the reading gives. */
function resultOf(total, measure = {}, outcomes = null) {
  const honey = { id: "honey", article: 7, group: "open", class: "C", status: "undetermined", amount: total, price: null, missing: [], unsettled: [], reasons: [], units: [], beyond: null, ...measure };
  const readings = outcomes ? [{ id: "twice", true: { prices: {}, ...outcomes[0] }, false: { prices: {}, ...outcomes[1] } }] : [];
  return { as_of: "2024-12-01", total, measures: [honey], readings, replies: [], answers: [], notes: ["期内"] };
}

/** An exact amount as a range. */
const just = (amount) => ({ low: amount, high: amount });

test("an open reading is told with what either way comes to, also in copied text", () => {
  const result = resultOf({ low: 10_000, high: 20_000 }, { unsettled: ["twice"] }, [just(20_000), just(10_000)]);
  const words = "两次?按“给” → 合计 2万元；按“不给” → 合计 1万元（问蜂局）";
  const state = emptyState();
  const readings = (given) => openReadings(given, figureOf(given, state, BEES), BEES);
  assert.deepEqual(readings(result), [words]);
  assert.match(asText(result, state, BEES, "#"), new RegExp(`【待答复的读法】\n· ${words.replace("?", "\\?")}`));
  assert.deepEqual(readings({ ...result, readings: resultOf(just(1), {}, [just(1), just(1)]).readings }), ["两次?（问蜂局）"]);
  assert.deepEqual(readings(resultOf(result.total)), []);
  // While a question is left, an outcome is a ceiling and not told.
  const left = { ...result, measures: [{ ...result.measures[0], missing: ["sold"] }] };
  assert.deepEqual(readings(left), ["两次?（问蜂局）"]);
});

test("what an authority has answered is told, and what is assumed otherwise", () => {
  const told = (readings, replies) => {
    const result = { ...resultOf(just(10_000)), replies };
    return [assumptions(result, { ...emptyState(), readings }, BEES), asText(result, { ...emptyState(), readings }, BEES, "#")];
  };
  const reply = { reading: "twice", assumed: false, text: "按蜂局答复，给", outcomes: null };
  assert.deepEqual(told({ twice: true }, [])[0], ["两次?按“给”理解（以蜂局答复为准）"]);
  const [none, followed] = told({}, [reply]);
  assert.deepEqual(none, []);
  assert.match(followed, /\n【答复】\n· 按蜂局答复，给\n/);
  // A link may say what has been answered since: that is no assumption any more.
  assert.deepEqual(told({ twice: true }, [reply])[0], []);
  const [assumed, text] = told({ twice: false }, [{ ...reply, assumed: true, text: "假设不给，与蜂局答复不同" }]);
  assert.deepEqual(assumed, ["假设不给，与蜂局答复不同"]);
  assert.doesNotMatch(text, /【答复】/);
});

test("the first figure says what is settled and how many questions are left, and no ceiling", () => {
  const state = emptyState();
  const figure = (result, given = state) => figureOf(result, given, BEES);
  const told = (result, given) => figureInWords(figure(result, given));
  assert.equal(told(resultOf({ low: 0, high: 50_000 }, { missing: ["sold", "listed"] })), "还有 2 题关系到金额，还没有确定的金额");
  const open = resultOf({ low: 10_000, high: 50_000 }, { missing: ["sold", "listed"] });
  assert.equal(told(open), "已确定1万元，还有 2 题关系到金额");
  assert.deepEqual([figure(open).done, figure(open).all], [4, 6]);
  // Who does not know the answer is not asked again: then the range is told.
  const unknown = { ...state, unknown: ["sold", "listed"] };
  assert.equal(told(open, unknown), "合计1万元至5万元");
  assert.deepEqual(figure(open, unknown).vague, ["sold", "listed"]);
  const ranged = { ...resultOf({ low: 10_000, high: 50_000 }, { missing: ["sold"] }), answers: [{ fact: "sold", text: "" }] };
  assert.equal(told(ranged), "合计1万元至5万元");
  assert.equal(told(resultOf(just(10_000))), "合计1万元");
});

test("where no amount is stated, this is the figure, with whom to ask", () => {
  const told = (measure, answers = [], given = emptyState()) => figureInWords(figureOf({ ...resultOf(just(0), { status: "eligible", amount: null, ...measure }), answers }, given, BEES));
  const possible = { group: "possible", class: "Q", units: ["蜂局", "林局"] };
  assert.equal(told(possible), "可能符合 1 项，原文没有写金额，请问蜂局、林局");
  assert.equal(told({ ...possible, units: ["a", "b", "c", "d"] }), "可能符合 1 项，原文没有写金额，请问a、b等 4 个责任单位");
  // Where the measure names a unit's own task, that unit is the one to ask.
  const named = new Map([["honey", { ...BEES.measures[0], ask_first: ["林局"] }]]);
  const asks = Object.assign(Object.create(BEES), { measureOf: named });
  assert.deepEqual(figureOf(resultOf(just(0), { ...possible, status: "eligible", amount: null }), emptyState(), asks).units, ["林局"]);
  assert.equal(told({ group: "prices", class: "F", price: just(84), units: ["蜂局"] }), "底价不低于84元/㎡，请问蜂局");
  // Who has told no more than who he is is not told 0元 either.
  const open = { group: "open", class: "Q", status: "undetermined", missing: ["listed"] };
  assert.match(told(open), /^还有 1 题关系到结果，原文没有写金额的 1 项待定/);
  assert.match(told(open, [{ fact: "sold", text: "" }]), /^合计0元，.*；另有 1 项待定，还有 1 题$/);
  assert.equal(told({ group: "none", status: "ineligible" }), "合计0元，原文写明金额的各项都不符合");
});

test("either end of a range is explained by the readings without which it is not reached", () => {
  const ends = (outcomes, total = { low: 10_000, high: 20_000 }, vague = []) => endsInWords(resultOf(total, {}, outcomes), { vague }, BEES);
  assert.deepEqual(ends([just(20_000), just(10_000)]), { low: "下限 1万元：按“不给”理解，才这么少。", high: "上限 2万元：按“给”理解，才这么多。" });
  const either = ends([{ low: 10_000, high: 20_000 }, just(10_000)]);
  assert.equal(either.low, "下限 1万元：按“不给”理解，就是这个数。");
  const both = { low: 10_000, high: 20_000 };
  assert.equal(ends([both, both]).low, "下限 1万元：几处读法都往少里算。");
  assert.equal(ends([both, both], both, ["sold"]).high, "上限 2万元：没有答清的 1 题往多里算。");
  assert.equal(ends([just(20_000), just(10_000)], both, ["sold"]).low, "下限 1万元：按“不给”理解，没有答清的 1 题往少里算，才这么少。");
});

test("a measure with questions left is told in the words of the text, never with its ceiling alone", () => {
  const result = resultOf({ low: 0, high: 50_000 }, { missing: ["sold"] });
  const { measures } = result;
  const told = (unknown) => worthOf(measures[0], figureOf(result, { unknown }, BEES), "奖励1万元、5万元");
  assert.equal(told([]), "原文：奖励1万元、5万元");
  assert.equal(told(["sold"]), "0元至5万元");
  assert.equal(worthOf({ ...measures[0], status: "ineligible" }), "");
  assert.equal(worthOf({ ...measures[0], amount: null, class: "Q" }), "原文没有写金额");
});

test("the copied text carries day, reasons, units and what is open", () => {
  const groups = [{ id: "awards", label: "符合" }, { id: "open", label: "待定" }, { id: "services", label: "服务" }, { id: "none", label: "不符合" }];
  const bees = Object.assign(Object.create(BEES), { groups });
  const measure = { group: "awards", status: "eligible", units: ["蜂局", "林局"], word: "期内符合", reasons: [{ text: "在林区：符合" }, { text: "入选：符合" }] };
  const text = asText(resultOf(just(10_000), measure), emptyState(), bees, "#");
  assert.match(text, /（蜂1号）测算，2024年12月1日\n合计1万元。期内\n/);
  assert.match(text, /\n【符合】\n· 蜜奖：1万元（期内符合）\n {2}第七条：“”\n {2}为什么：在林区：符合；入选：符合\n {2}责任单位：蜂局、林局\n/);
  const open = asText(resultOf({ low: 0, high: 10_000 }, { missing: ["sold", "listed"] }), emptyState(), bees, "#");
  assert.match(open, /\n· 还没有答的：销售；入选\n/);
  assert.match(open, /\n {2}还缺：销售；入选\n/);
  const range = asText(resultOf({ low: 10_000, high: 20_000 }, { missing: ["sold"] }, [just(20_000), just(10_000)]), { ...emptyState(), unknown: ["sold"] }, bees, "#");
  assert.match(range, /\n· 下限 1万元：按“不给”理解.*\n· 上限 2万元：.*\n· 没有答清的：销售\n/);
  assert.doesNotMatch(asText(resultOf(just(0), { ...measure, group: "services" }), emptyState(), bees, "#"), /责任单位/);
});

/** What is said of the line by which a file of 10,000 bytes came, given what the browser records, look by look. */
async function paceOf(...records) {
  const looks = records.map((transferSize) => (transferSize === null ? [] : [{ transferSize, encodedBodySize: 10_000 }]));
  const file = new Uint8Array(10_000);
  const facts = { bytes: file.length, packed: file.length, sha256: createHash("sha256").update(file).digest("hex") };
  mock.method(globalThis, "fetch", async () => new Response(file));
  mock.method(performance, "getEntriesByName", () => (looks.length > 1 ? looks.shift() : looks[0]));
  mock.method(globalThis, "setTimeout", queueMicrotask);
  try {
    const downloads = new Downloads("https://bees.example/", { honey: facts }, false, () => {});
    await downloads.content("honey");
    return await downloads.pace("honey");
  } finally {
    mock.restoreAll();
  }
}

test("a line is as fast as what came over it, whenever the browser says so", async () => {
  assert.ok((await paceOf(10_300)) > 0);
  assert.ok((await paceOf(null, null, 10_300)) > 0);
});

test("what came from the cache, confirmed or not, and what is not recorded say nothing of the line", async () => {
  assert.equal(await paceOf(0), null);
  assert.equal(await paceOf(null, 0), null);
  assert.equal(await paceOf(300), null);
  assert.equal(await paceOf(null), null);
});

test("what can take measures away is asked last", () => {
  assert.deepEqual(BEES.asked(["other", "listed", "kind", "listed"]), ["kind", "listed", "other"]);
  const [first, ...rest] = BEES.facts;
  const turned = Object.assign(Object.create(BEES), { facts: [BEES.factOf.get("other"), first, ...rest] });
  assert.equal(turned.asked(["other", "kind"]).at(-1), "other");
});

test("where the text does not say who is paid, the figure says so, in brief, in words and in copied text", () => {
  const payee = { text: "没有写给蜂农还是蜂场。", see: "A2" };
  const told = (result) => [figureInBrief(figureOf(result, emptyState(), BEES)), figureInWords(figureOf(result, emptyState(), BEES))];
  const result = resultOf(just(10_000), { group: "awards", status: "eligible", word: "符合", payee });
  for (const words of told(result)) assert.equal(words, "合计1万元，没有写明奖给谁");
  // Of two amounts only one is so; a third one is not paid yet.
  const [honey] = result.measures;
  const wax = { ...honey, id: "wax", payee: null };
  for (const words of told({ ...result, measures: [honey, wax] })) assert.equal(words, "合计1万元，其中 1 项没有写明奖给谁");
  const open = { ...result, total: { low: 10_000, high: 20_000 }, measures: [honey, { ...wax, amount: { low: 0, high: 10_000 }, missing: ["sold"] }] };
  assert.equal(told(open)[0], "已确定1万元，没有写明奖给谁，还有 1 题关系到金额");
  for (const words of told(resultOf(just(10_000)))) assert.doesNotMatch(words, /奖给谁/);
});

test("the copied text says what the total leaves out", () => {
  const honey = { id: "honey", group: "none", beyond: { text: "几种蜜的，只算一次。", see: "A1" } };
  const result = { as_of: "2024-12-01", total: { low: 0, high: 10_000 }, measures: [honey], readings: [], replies: [], answers: [], notes: ["期内"] };
  assert.match(asText(result, emptyState(), BEES, "#"), /\n【合计里没有算的】\n· 蜜奖：几种蜜的，只算一次。\n/);
  const twice = asText({ ...result, measures: [honey, { ...honey, id: "wax" }] }, emptyState(), BEES, "#");
  assert.ok(twice.includes("· 蜜奖；wax：几种蜜的，只算一次。"), twice);
  assert.doesNotMatch(asText({ ...result, measures: [{ ...honey, beyond: null }] }, emptyState(), BEES, "#"), /没有算的/);
});
