// Asks the library tokenizers, which defines what a tokenizer.json means, for what it knows of each Unicode code point,
// and writes the answers as a compressed table that the Core assembly embeds. Asking it, instead of a Unicode database,
// is what keeps us exact: its regular expressions, its normalizations and the standard library it was built with follow
// different Unicode versions.
//
//   node tools/vocabularies/unicode-tables.mjs <folder of the npm package tokenizers> \
//     src/TokenAwareBalancer.Core/Tokenizing/Vocabularies/unicode.br
//
// The file is one Brotli stream of sections, each a length in bytes (u32, little-endian) and that many bytes:
//   1 numbers of blocks (u16), for each run of 64 code points; 2 the blocks, 64 bytes each: the number of a row;
//   3 the rows, four bytes each: general category, flags, place in the order of combining classes, quick-check flags;
//   4 to 6 what NFD, NFKD (where it differs) and lower-casing replace a code point by: code point (u32), count (u32),
//     code points (u32 each);
//   7 what NFC composes: first, second, composed (u32 each).

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { brotliCompressSync } from "node:zlib";

const [packageFolder, outputFile] = process.argv.slice(2);
if (!outputFile) throw new Error("usage: unicode-tables.mjs <tokenizers package folder> <output file>");
const library = createRequire(import.meta.url)(packageFolder);
const codePoints = 0x110000;
const all = [];
for (let codePoint = 0; codePoint < codePoints; codePoint++) {
  if (codePoint < 0xd800 || codePoint > 0xdfff) all.push(codePoint);
}
const chunks = [];
for (let first = 0; first < all.length; first += 4096) chunks.push(all.slice(first, first + 4096));
const spell = (codePoint) => String.fromCodePoint(codePoint);

// A tokenizer of single bytes returns what its pre-tokenizer leaves of a text.
const isVisible = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
let nextLetter = 256;
const letters = [...Array(256).keys()].map((byte) => spell(isVisible(byte) ? byte : nextLetter++));
const vocab = Object.fromEntries(letters.map((letter, byte) => [letter, byte]));
async function charactersIn(pattern) {
  const tokenizer = library.Tokenizer.fromString(JSON.stringify({
    version: "1.0",
    added_tokens: [],
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: pattern }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    model: { type: "BPE", vocab, merges: [] },
  }));
  const found = new Set();
  for (const chunk of chunks) {
    const encoding = await tokenizer.encode(chunk.map(spell).join(""), null, { addSpecialTokens: false });
    for (const character of Buffer.from(encoding.getIds()).toString("utf8")) found.add(character.codePointAt(0));
  }
  return found;
}

// In the order of GeneralCategory in the Core assembly.
const categories = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi",
  "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"];
const category = new Uint8Array(codePoints).fill(categories.indexOf("Cn"));
const assigned = new Uint8Array(codePoints);
for (const [index, name] of categories.entries()) {
  if (name === "Cs") continue;
  for (const codePoint of await charactersIn(`\\p{${name}}`)) {
    if (assigned[codePoint]++) throw new Error(`two categories for ${codePoint}`);
    category[codePoint] = index;
  }
}
for (const codePoint of all) if (!assigned[codePoint]) throw new Error(`no category for ${codePoint}`);

// Flags: 1 a number to Digits, 2 punctuation to Punctuation, 4 a word's to Whitespace and to added tokens, 8 a word's
// to regular expressions.
const flags = new Uint8Array(codePoints);
const digits = library.digitsPreTokenizer(true);
const punctuation = library.punctuationPreTokenizer("isolated");
const whitespace = library.whitespacePreTokenizer();
const whitespaceSplit = library.whitespaceSplitPreTokenizer();
const blanks = await charactersIn("\\s");
for (const codePoint of await charactersIn("\\w")) flags[codePoint] |= 8;
for (const chunk of chunks) {
  const piecesOf = (preTokenizer, text) => preTokenizer.preTokenizeString(text).map(([piece]) => piece);
  const between = chunk.filter((codePoint) => codePoint !== 0x61).map(spell).join("a");
  for (const piece of piecesOf(digits, between)) if (isOne(piece)) flags[piece.codePointAt(0)] |= 1;
  for (const piece of piecesOf(punctuation, between)) if (isOne(piece)) flags[piece.codePointAt(0)] |= 2;
  for (const piece of piecesOf(whitespace, chunk.map((codePoint) => `a${spell(codePoint)}a`).join(" "))) {
    const middle = [...piece];
    if (middle.length === 3) flags[middle[1].codePointAt(0)] |= 4;
  }
  for (const codePoint of chunk) {
    const isBlank = piecesOf(whitespaceSplit, `a${spell(codePoint)}a`).length === 2;
    const isBlankToo = piecesOf(whitespace, `-${spell(codePoint)}-`).join("").length === 2;
    if (isBlank !== blanks.has(codePoint) || isBlankToo !== isBlank) throw new Error(`white space at ${codePoint}`);
  }
}
function isOne(piece) {
  return [...piece].length === 1 && piece !== "a";
}

function mappingOf(normalizer) {
  const mapping = new Map();
  for (const chunk of chunks) {
    const inert = chunk.filter((codePoint) => codePoint !== 0x0a && (codePoint < 0xac00 || codePoint > 0xd7a3));
    if (inert.length === 0) continue;
    const results = normalizer.normalizeString(inert.map(spell).join("\n")).split("\n");
    if (results.length !== inert.length) throw new Error("a line end was normalized");
    inert.forEach((codePoint, i) => {
      if (results[i] !== spell(codePoint)) mapping.set(codePoint, [...results[i]].map((c) => c.codePointAt(0)));
    });
  }
  return mapping;
}

const canonical = mappingOf(library.nfdNormalizer());
const compatible = mappingOf(library.nfkdNormalizer());
for (const [codePoint, result] of canonical) {
  if (String(compatible.get(codePoint)) === String(result)) compatible.delete(codePoint);
}
const lower = mappingOf(library.lowercase());

// The canonical combining class, of which only the order matters: two marks are exchanged where the first has the
// higher class, neither being 0. U+0345 has the highest, U+0334 the lowest class there is.
const nfd = library.nfdNormalizer();
const swaps = (pairs) => {
  const results = nfd.normalizeString(pairs.map(([a, b]) => `x${spell(a)}${spell(b)}`).join("\n")).split("\n");
  return pairs.map(([a, b], i) => results[i] === `x${spell(b)}${spell(a)}` && a !== b);
};
const marks = [];
for (const chunk of chunks) {
  const whole = chunk.filter((codePoint) => codePoint !== 0x0a && !canonical.has(codePoint)
    && (codePoint < 0xac00 || codePoint > 0xd7a3));
  const high = swaps(whole.map((codePoint) => [0x345, codePoint]));
  const low = swaps(whole.map((codePoint) => [codePoint, 0x334]));
  whole.forEach((codePoint, i) => { if (high[i] || low[i]) marks.push(codePoint); });
}
// A mark's place in the order is the number of marks it is exchanged with when it comes first; numbered densely.
const places = new Map();
for (const mark of marks) places.set(mark, swaps(marks.map((other) => [mark, other])).filter(Boolean).length);
const order = [...new Set(places.values())].sort((a, b) => a - b);
const combining = new Uint8Array(codePoints);
for (const mark of marks) combining[mark] = order.indexOf(places.get(mark)) + 1;

// What composes: a code point whose decomposition NFC undoes, split into all but the last code point, composed, and it.
const nfc = library.nfcNormalizer();
const compositions = [];
for (const [codePoint, parts] of canonical) {
  if (parts.length < 2) continue;
  const text = String.fromCodePoint(...parts);
  if (nfc.normalizeString(text) !== spell(codePoint)) continue;
  const first = [...nfc.normalizeString(String.fromCodePoint(...parts.slice(0, -1)))];
  if (first.length !== 1) throw new Error(`${codePoint} is not composed of two`);
  compositions.push([first[0].codePointAt(0), parts.at(-1), codePoint]);
}

// Quick check: 1 NFC may change it or compose it with what is before it, 2 so may NFKC, 4 lower-casing changes it.
const check = new Uint8Array(codePoints);
const seconds = new Set(compositions.map(([, second]) => second));
for (const codePoint of all) {
  const isHangulPart = codePoint >= 0x1161 && codePoint <= 0x11c2;
  const composes = seconds.has(codePoint) || isHangulPart;
  const isStable = !canonical.has(codePoint) || nfc.normalizeString(spell(codePoint)) === spell(codePoint);
  if (composes || !isStable) check[codePoint] |= 3;
  if (compatible.has(codePoint)) check[codePoint] |= 2;
  if (lower.has(codePoint)) check[codePoint] |= 4;
}

const rows = new Map();
const rowBytes = [];
const rowOf = new Uint8Array(codePoints);
for (let codePoint = 0; codePoint < codePoints; codePoint++) {
  const row = [category[codePoint], flags[codePoint], combining[codePoint], check[codePoint]];
  const key = row.join();
  if (!rows.has(key)) rows.set(key, rowBytes.push(row) - 1);
  rowOf[codePoint] = rows.get(key);
}
if (rows.size > 256) throw new Error(`${rows.size} rows`);

const blockNumbers = new Map();
const blocks = [];
const stage = Buffer.alloc((codePoints / 64) * 2);
for (let first = 0; first < codePoints; first += 64) {
  const block = Buffer.from(rowOf.subarray(first, first + 64));
  const key = block.toString("latin1");
  if (!blockNumbers.has(key)) blockNumbers.set(key, blocks.push(block) - 1);
  stage.writeUInt16LE(blockNumbers.get(key), (first / 64) * 2);
}

const words = (numbers) => {
  const buffer = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, i) => buffer.writeUInt32LE(number, i * 4));
  return buffer;
};
const flat = (mapping) => words([...mapping].sort(([a], [b]) => a - b).flatMap(([key, to]) => [key, to.length, ...to]));
const sections = [stage, Buffer.concat(blocks), Buffer.from(rowBytes.flat()), flat(canonical), flat(compatible),
  flat(lower), words(compositions.flat())];
const content = Buffer.concat(sections.flatMap((section) => [words([section.length]), section]));
const header = words([content.length]);
const file = Buffer.concat([header, brotliCompressSync(content)]);
writeFileSync(outputFile, file);
console.log(`${blocks.length} blocks, ${rows.size} rows, ${marks.length} marks in ${order.length} classes, `
  + `${canonical.size} + ${compatible.size} decompositions, ${lower.size} lower-case, `
  + `${compositions.length} compositions, ${file.length} bytes compressed`);
