// Writes texts with the token counts that the original tokenizer (npm package `tiktoken`, OpenAI's own code compiled to
// WebAssembly, special tokens as ordinary text) gives them: what the tests compare our counts with.
//
//   package=<folder of the npm package tiktoken, version 1.0.22>   samples=tests/Samples/tokenizing
//   node tools/vocabularies/samples.mjs $package written > $samples/written.jsonl
//   node tools/vocabularies/samples.mjs $package random 1 5000 > $samples/random.jsonl
//   node tools/vocabularies/samples.mjs $package hostile 1 400 > $samples/hostile.jsonl
//   node tools/vocabularies/samples.mjs $package code-points > $samples/code-points.jsonl
//
// `random` and `hostile` take a seed and a number of texts: other seeds and larger numbers, written over the files,
// make a fuzzing run of the tests.
//
// A line is ["text", cl100k_base count, o200k_base count]. In `code-points` it is a code point in place of the text,
// which follows from it: see codePointText below, which the test repeats.

import { createRequire } from "node:module";
import { join } from "node:path";

const [packageFolder, kind, seed = "1", count = "1000"] = process.argv.slice(2);
if (!kind) throw new Error("usage: samples.mjs <package folder> random|hostile|written|code-points [seed] [count]");
const { get_encoding } = createRequire(import.meta.url)(join(packageFolder, "tiktoken.cjs"));
const tokenizers = [get_encoding("cl100k_base"), get_encoding("o200k_base")];
const countsOf = (text) => tokenizers.map((tokenizer) => tokenizer.encode_ordinary(text).length);

// A small pseudo-random generator (mulberry32), so that the same seed writes the same file everywhere.
let state = Number(seed);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];
const times = (length, make) => Array.from({ length }, make).join("");

// Code points by general category, as Node knows them: only where to draw from, so that its version does not matter.
const categories = new Map();
for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
  if (categoryAt(codePoint) === "Cs") continue;
  const category = categoryAt(codePoint);
  if (!categories.has(category)) categories.set(category, []);
  categories.get(category).push(codePoint);
}
function categoryAt(codePoint) {
  const names = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp"];
  const others = ["Cc", "Cf", "Co", "Cs", "P", "S"];
  const character = String.fromCodePoint(codePoint);
  return [...names, ...others].find((name) => new RegExp(`\\p{${name}}`, "u").test(character)) ?? "Cn";
}
const character = (category) => String.fromCodePoint(pick(categories.get(category)));
const anyCharacter = () => character(pick([...categories.keys()]));
const ascii = () => String.fromCharCode(below(128));
const beyondBmp = () => String.fromCodePoint(pick([0x10400, 0x1d400, 0x20000, 0x1f600, 0x10000, 0x1e900]) + below(64));

const shortMakers = [
  () => times(1 + below(20), anyCharacter),
  () => times(1 + below(30), () => (random() < 0.5 ? ascii() : anyCharacter())),
  () => times(1 + below(30), ascii),
  () => times(1 + below(12), beyondBmp),
  () => times(1 + below(12), () => character("Lu") + (random() < 0.5 ? character("Mn") : "") + character("Ll")),
  () => times(1 + below(20), () => pick([
    "a", "B", "É", "ß", "ǅ", "ʰ", "あ", "\u0301",
    "\u0e31", "'s", "'S", "'ſ", "'LL", " ",
  ])),
  () => times(1 + below(20), () => pick([
    " ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u3000",
    "\u2028", "\u0085", "x", "!", "/",
  ])),
  () => times(1 + below(20), () => pick(["0", "1", "9", "٣", "Ⅷ", "½", "𝟘", "a", " ", "."])),
  () => times(1 + below(20), () => pick([
    "'", "s", "S", "ſ", "t", "re", "RE", "vE", "m", "ll",
    "lL", "d", "D", "l", " ", "’",
  ])),
  () => times(1 + below(12), () => pick([
    "!", "?", ".", "/", "//", "\n", "\r", " ", "\u0300", "—",
    "…", "\0", "\u200b", "\ufeff", "a",
  ])),
  () => times(1 + below(10), () => pick([
    "<|endoftext|>", "<|im_start|>", "<|fim_prefix|>", "<|",
    "|>", "endofprompt", " ", "\n",
  ])),
  () => times(1 + below(6), () => character("Lo") + character("Lo") + pick(["，", "。", "", " ", "A", "z"])),
];

const decoder = new TextDecoder("utf-8", { fatal: true });
function tokenText(tokenizer, size) {
  for (;;) {
    try {
      return decoder.decode(tokenizer.decode_single_token_bytes(below(size)));
    } catch {
      // Part of a character: draw again.
    }
  }
}
const sizes = [100256, 199998];
const anyToken = () => { const which = below(2); return tokenText(tokenizers[which], sizes[which]); };

/** The letters and marks of all scripts that tokens hold: frequent ones, of which merges are made. */
const lettersInTokens = [];
for (let i = 0; i < 4000; i++) lettersInTokens.push(...(anyToken().match(/[\p{L}\p{M}]/gu) ?? []));
const lettersBeyondAscii = lettersInTokens.filter((letter) => letter > "\x7f");
const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const hanzi = () => String.fromCodePoint(0x4e00 + below(0x5200));
const runLengths = [[0, 40], [60, 70], [100, 160], [250, 270], [250, 1050], [0, 4000]];
const runLength = () => { const [from, to] = pick(runLengths); return from + below(to - from); };

const ranksOfPairs = tokenizers.map((tokenizer, which) => {
  const ranks = new Map();
  for (let rank = 0; rank < sizes[which]; rank++) {
    const bytes = Buffer.from(tokenizer.decode_single_token_bytes(rank));
    if (bytes.length === 2) ranks.set(bytes.toString("latin1"), rank);
  }
  return ranks;
});

/** Letters whose neighbours have ever lower ranks: what is merged first is far to the right of what it decides. */
function descendingTrail(ranks, length) {
  let text = pick(letters);
  for (let last = Infinity; text.length < length; ) {
    const options = letters.map((letter) => [ranks.get(text.at(-1) + letter) ?? Infinity, letter]);
    const lower = options.filter(([rank]) => rank < last).sort((a, b) => b[0] - a[0]);
    const [rank, letter] = lower[Math.min(below(3), lower.length - 1)] ?? [Infinity, pick(letters)];
    text += letter;
    last = rank;
  }
  return text;
}

const hostileMakers = [
  () => pick([..."a \n\t-=_*#/的あé😀0\u0301\0."]).repeat(1 + runLength()),
  () => times(1 + runLength(), () => pick(letters)),
  () => times(1 + runLength(), () => pick(["a", "b"])),
  () => times(1 + below(1200), hanzi),
  () => times(1 + below(300), () => pick([..."的是一不了人我在有他这为中国"])),
  () => pick(["-=", "--=", "ab", "abc", "aab", " \t", "\r\n", "-- ", "=-_", "的是", "ハハ", "ab".repeat(50) + "c"])
    .repeat(1 + below(600)),
  () => times(1 + runLength(), () => pick(["-", "=", "-", "-"])),
  () => times(1 + runLength(), () => pick([" ", " ", " ", "\t", "\n"])),
  () => times(1 + below(400), () => tokenText(tokenizers[0], 100256).replace(/[^a-z]/g, "")),
  () => times(1 + below(400), () => tokenText(tokenizers[1], 199998).replace(/[^\p{L}]/gu, "").toLowerCase()),
  () => times(1 + below(60), anyToken),
  () => times(1 + below(100), () => (random() < 0.9 ? pick(lettersBeyondAscii) : pick(letters))),
  () => descendingTrail(pick(ranksOfPairs), 1 + runLength()),
  () => times(1 + below(200), () => character(pick(["Mn", "Mc", "Lo", "Lm"]))),
  () => Buffer.from(times(1 + below(1500), () => String.fromCharCode(below(256))), "latin1").toString("base64"),
  () => times(1 + below(10), () => pick([" ", "\n", "'", "1", "的", "\u0301", "\u0007", "\0"]).repeat(below(200))),
  () => times(1 + below(20), () => pick(shortMakers)()),
];

const writtenTexts = [
  "", "a", " ", "\n",
  "The quick brown fox jumps over the lazy dog; it's what foxes do, they'd say. We'll see — don't you think?",
  "public static int Sum(IEnumerable<int> xs)\n{\n    var total = 0;\n\n    foreach (var x in xs)\n\t\ttotal += x;",
  "    return total; // 1,234\n}\r\n", "{\"role\":\"user\",\"content\":\"Hello\\nworld\"}",
  "https://example.org/a?b=c&d=%20#e",
  "HTTPServer XMLHttpRequest iPhone McDonald's JOHN'S o'clock", "I'M HERE'S WE'LL 'tis 'S", "'sſ'ſ'ſt",
  "你好，世界！今天天气很好，我们去公园散步吧。", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
  "Съешь же ещё этих мягких французских булок, да выпей чаю.", "안녕하세요, 세계!", "مرحبا بالعالم", "नमस्ते दुनिया",
  "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.", "สวัสดีชาวโลก", "Ἀρχὴ ἥμισυ παντός",
  "👩‍👩‍👧‍👦 family 🇩🇪 flag 👍🏽 ok", "e\u0301 vs é, 𝒜𝓁𝓅𝒽𝒶, 𠮷野家, 𐐀𐐨",
  "<|endoftext|>", "<|im_start|>user\nHi<|im_end|>", "a<|endofprompt|>b<|fim_prefix|>",
  "   leading", "trailing   ", " \n \n\n x", "\r\n\r\n\r\n", "tabs\t\t\tand  spaces", "\u00a0\u00a0x", "\u3000全角",
  "3.14159265358979 1234567 ½ Ⅷ ٣٤٥", "path/to//file///\n", "!!!???...", "\0\u0001\u007f\u0085\u2028\u2029\ufeff",
  "x".repeat(1000), " ".repeat(300), "\n".repeat(300), "=".repeat(200), "-".repeat(200), "ab".repeat(500),
  "的".repeat(400),
];

const blockLength = 256;

/** The first code points of the blocks of 256 that hold characters, but for those that hold ideographs only. */
function* blocks() {
  for (let first = 0; first < 0x110000; first += blockLength) {
    const inside = new Set(Array.from({ length: blockLength }, (_, i) => categoryAt(first + i)));
    const isUniform = inside.size === 1 && ["Lo", "Cn", "Co", "Cs"].some((category) => inside.has(category));
    if (!isUniform || first % 0x10000 === 0) yield first;
  }
}

/** Each of the code points of a block, in several surroundings. */
function codePointText(first) {
  let text = "";
  for (let codePoint = first; codePoint < first + blockLength; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const c = String.fromCodePoint(codePoint);
    text += `x${c}Y${c}${c}1 ${c}'s${c}\n`;
  }
  return text;
}

const writeLine = (line) => process.stdout.write(JSON.stringify(line) + "\n");
if (kind === "written") for (const text of writtenTexts) writeLine([text, ...countsOf(text)]);
if (kind === "code-points") for (const first of blocks()) writeLine([first, ...countsOf(codePointText(first))]);
if (kind === "random" || kind === "hostile") {
  const makers = kind === "random" ? shortMakers : hostileMakers;
  for (let i = 0; i < Number(count); i++) {
    const text = makers[i % makers.length]().toWellFormed();
    writeLine([text, ...countsOf(text)]);
  }
}
