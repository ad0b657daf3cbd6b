// Writes small tokenizers, each of other components, and the token ids that the library tokenizers (npm package
// `tokenizers`, native bindings of Hugging Face's own) gives to texts with them: what the tests of tokenizer files
// compare with.
//
//   node tools/vocabularies/file-samples.mjs <folder of the npm package tokenizers> [seed] [texts per tokenizer] \
//     > tests/Samples/tokenizing/files.jsonl
//
// Other seeds and larger numbers, written over the file, make a fuzzing run of the tests. The first line is
// {"vocab", "merges"}, which all tokenizers share; each other one is {"name", the parts of a tokenizer.json that are
// not null, "samples": [["text", [ids…]]…]}.

import { createRequire } from "node:module";

const [packageFolder, seed = "1", count = "12"] = process.argv.slice(2);
if (!packageFolder) throw new Error("usage: file-samples.mjs <tokenizers package folder> [seed] [texts]");
const { Tokenizer } = createRequire(import.meta.url)(packageFolder);

let state = Number(seed);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];

const words = ["Hello", " hello", " the", "don", "HTML", " getElement", "été", "e\u0301", "naïve", "Привет", " мир",
  "你好", "世界", "カタカナ", "ひらがな", "한국어", "\u1112\u1161\u11ab", "العربية", "हिन्दी", "123", "4567", "٣٤", "½", "Ⅳ",
  "𝟙𝟚", "😀", "👨‍👩‍👧", "ﬁ", "ǅ", "ß", "x=1;", "//", "==", "---", "<|mark|>", "<|", "\u0000", "…", "・", "〇", "İ", "\u0301",
  "\u0323\u0301", "\u00a0", "\u3000", "\u200d", "'s", "'LL", "'ſ", "'", "\n", "\r\n", " \n", "  ", "\t", " ", "a", "!", "_"];
const anyCharacter = () => String.fromCodePoint(pick([below(0x80), 0x80 + below(0x780), 0x800 + below(0x2800),
  0x3000 + below(0xa000), 0xe000 + below(0x2000), 0x10000 + below(0x20000)]));
const word = () => (random() < 0.85 ? pick(words) : anyCharacter());
const text = () => Array.from({ length: 1 + below(12) }, word).join("");

// A toy byte-pair encoding of those words. Every fifth merge is listed first, before its parts: as in Llama 3.
const isVisible = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
let nextLetter = 256;
const letters = [...Array(256).keys()].map((byte) => String.fromCodePoint(isVisible(byte) ? byte : nextLetter++));
const { vocab, merges } = train(400);
function train(mergeCount) {
  const corpus = Array.from({ length: 2000 }, () => [...Buffer.from(word() + word())].map((byte) => letters[byte]));
  const found = [];
  while (found.length < mergeCount) {
    const counts = new Map();
    for (const parts of corpus) {
      for (let i = 0; i + 1 < parts.length; i++) {
        const pair = `${parts[i]} ${parts[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const [best] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    found.push(best);
    for (const parts of corpus) {
      for (let i = 0; i + 1 < parts.length; i++) {
        if (`${parts[i]} ${parts[i + 1]}` === best) parts.splice(i, 2, parts[i] + parts[i + 1]);
      }
    }
  }
  const tokens = [...new Set([...letters, ...found.map((pair) => pair.replace(" ", "")), "Ġunreached", "Hello!"])];
  const early = found.filter((_, i) => i % 5 === 4 && i > 200);
  return {
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges: [...found.slice(0, 200), ...early, ...found.slice(200).filter((pair) => !early.includes(pair))],
  };
}

const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
const gpt2 = { ...byteLevel, use_regex: true };
const prefixed = { ...gpt2, add_prefix_space: true };
const split = (Regex, behavior = "Isolated", invert = false) =>
  ({ type: "Split", pattern: { Regex }, behavior, invert });
const literal = (String, behavior, invert = false) => ({ type: "Split", pattern: { String }, behavior, invert });
const sequence = (...pretokenizers) => ({ type: "Sequence", pretokenizers });
const whole = { pre_tokenizer: byteLevel };
const normalized = (normalizer) => ({ normalizer, pre_tokenizer: byteLevel });
const added = (content, flags = {}) => ({ content, single_word: false, lstrip: false, rstrip: false,
  normalized: false, special: false, ...flags });

const rest = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
const upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
const prefix = "[^\\r\\n\\p{L}\\p{N}]?";
const cl100k = (numbers) =>
  `${contraction}|${prefix}\\p{L}+|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${rest}`;
const o200k = (numbers, end) =>
  `${prefix}${upper}*${lower}+${end}|${prefix}${upper}+${lower}*${end}|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${rest}`;
const deepSeek = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
  + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

const tokenizers = {
  "GPT-2": { pre_tokenizer: gpt2 },
  "GPT-2 with a space first": { pre_tokenizer: prefixed },
  "StarCoder": { pre_tokenizer: sequence({ type: "Digits", individual_digits: true }, gpt2) },
  "Llama 3": { pre_tokenizer: sequence(split(cl100k("\\p{N}{1,3}")), byteLevel), ignore_merges: true },
  "Llama 3 inverted": { pre_tokenizer: sequence(split(cl100k("\\p{N}{1,3}"), "Removed", true), byteLevel) },
  "Qwen": { normalizer: { type: "NFC" }, pre_tokenizer: sequence(split(cl100k("\\p{N}")), byteLevel) },
  "gpt-oss": { pre_tokenizer: sequence(split(o200k("\\p{N}{1,3}", `${contraction}?`)), byteLevel) },
  "tekken": { pre_tokenizer: sequence(split(o200k("\\p{N}", "")), byteLevel), ignore_merges: true },
  "DeepSeek": { pre_tokenizer: sequence(split("\\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(deepSeek), byteLevel) },
  "no split": whole,
  "possessive": { pre_tokenizer: sequence(split("'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}"
    + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s"), byteLevel) },
  "nested groups": { pre_tokenizer: sequence(split("((?=\\p{L})([^a-z]))*((?=\\p{L})([^A-Z]))+|\\p{N}{2,}"), byteLevel) },
  "words": { pre_tokenizer: sequence(split("\\w+|\\W"), byteLevel) },
  "removed": { pre_tokenizer: sequence(split("\\s+", "Removed"), byteLevel) },
  "merged with previous": { pre_tokenizer: sequence(split("\\s", "MergedWithPrevious"), byteLevel) },
  "merged with next": { pre_tokenizer: sequence(split("[\\p{P}\\s]", "MergedWithNext"), byteLevel) },
  "contiguous": { pre_tokenizer: sequence(split("\\d", "Contiguous"), byteLevel) },
  "contiguous inverted": { pre_tokenizer: sequence(split("[a-z]", "Contiguous", true), byteLevel) },
  "merged with previous inverted": { pre_tokenizer: sequence(split("[a-z]+", "MergedWithPrevious", true), byteLevel) },
  "string": { pre_tokenizer: sequence(literal("l", "MergedWithNext"), byteLevel) },
  "string removed inverted": { pre_tokenizer: sequence(literal("l", "Removed", true), byteLevel) },
  "anchors": { pre_tokenizer: sequence(split("^[a-z]+|[a-z]+$|\\A.|(?<=\\s)\\w|(?<!a)b|.\\z"), byteLevel) },
  "lazy": { pre_tokenizer: sequence(split("e.*?o|\".+?\"|(?m:<.+?>)|(ab|a)(c|bcd)?"), byteLevel) },
  "atomic": { pre_tokenizer: sequence(split("(?>l+|e)o|\\p{N}{2,3}|\\P{L}+?\\p{^L}|[^\\S\\n]+\\n"), byteLevel) },
  "interval and plus": { pre_tokenizer: sequence(split("(?:\\p{N}{1,3})+a|[é-ü]|\\x20\\x{4e16}|\\u4f60"), byteLevel) },
  "Digits": { pre_tokenizer: sequence({ type: "Digits", individual_digits: false }, byteLevel) },
  "Punctuation": { pre_tokenizer: sequence({ type: "Punctuation", behavior: "Contiguous" }, byteLevel) },
  "Whitespace": { pre_tokenizer: sequence({ type: "Whitespace" }, byteLevel) },
  "WhitespaceSplit": { pre_tokenizer: sequence({ type: "WhitespaceSplit" }, prefixed) },
  "NFD": normalized({ type: "NFD" }),
  "NFKC": normalized({ type: "NFKC" }),
  "NFKD": normalized({ type: "NFKD" }),
  "Lowercase": normalized({ type: "Lowercase" }),
  "Lowercase and NFC": normalized({ type: "Sequence", normalizers: [{ type: "Lowercase" }, { type: "NFC" }] }),
  "Prepend": normalized({ type: "Prepend", prepend: "▁x" }),
  "Strip": normalized({ type: "Strip", strip_left: true, strip_right: true }),
  "Strip left": normalized({ type: "Strip", strip_left: true, strip_right: false }),
  "Replace": normalized({ type: "Replace", pattern: { String: " " }, content: "▁" }),
  "Replace by pattern": normalized({ type: "Replace", pattern: { Regex: "\\s{2,}|[0-9]" }, content: "" }),
  "added": { normalizer: { type: "Lowercase" }, pre_tokenizer: gpt2, added_tokens: [
    added("Hello", { single_word: true }), added("世界", { single_word: true, lstrip: true, rstrip: true, normalized: true }),
    added("HTML", { lstrip: true, normalized: true }), added("the", { rstrip: true, special: true, normalized: true }),
    added(" \n", { rstrip: true }), added("==", { single_word: true, lstrip: true, rstrip: true }), added("==-"),
    added("<|mark|>", { special: true })] },
};

process.stdout.write(`${JSON.stringify({ vocab, merges })}\n`);
for (const [name, { ignore_merges = false, added_tokens = [], ...parts }] of Object.entries(tokenizers)) {
  let nextId = Object.keys(vocab).length;
  const withIds = added_tokens.map((token) => ({ id: vocab[token.content] ?? nextId++, ...token }));
  const tokenizer = Tokenizer.fromString(JSON.stringify({ version: "1.0", ...parts, added_tokens: withIds,
    model: { type: "BPE", ignore_merges, vocab, merges } }));
  const samples = [];
  for (let i = 0; i < Number(count); i++) {
    const sample = text();
    samples.push([sample, (await tokenizer.encode(sample, null, { addSpecialTokens: false })).getIds()]);
  }
  process.stdout.write(`${JSON.stringify({ name, ignore_merges, added_tokens: withIds, ...parts, samples })}\n`);
}
