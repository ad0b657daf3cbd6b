// Asks the original tokenizer's own regular-expression engine which class each Unicode code point has, and writes the
// answers as the compressed two-stage table that the Core assembly embeds. Asking the engine, instead of another
// Unicode database, is what keeps our splitters exact: Node, .NET and the engine each follow their own Unicode version.
//
//   node tools/vocabularies/character-classes.mjs <folder of the npm package tiktoken> \
//     src/TokenAwareBalancer.Core/Tokenizing/Vocabularies/character-classes.br
//
// How: a tokenizer whose vocabulary is the 256 bytes and whose pattern is one class returns the bytes of exactly the
// characters in that class, since text that no piece covers is dropped.
//
// The file is: number of blocks (u32, little-endian), then one Brotli stream holding, for each run of 64 code points,
// the number of its block (u16, little-endian), and then the blocks, 64 class bytes each.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const [packageFolder, outputFile] = process.argv.slice(2);
if (!outputFile) throw new Error("usage: character-classes.mjs <tiktoken package folder> <output file>");
const { Tiktoken } = createRequire(import.meta.url)(join(packageFolder, "tiktoken.cjs"));

const codePoints = 0x110000;
const blockLength = 64;
const isSurrogate = (codePoint) => codePoint >= 0xd800 && codePoint <= 0xdfff;

// The bits are those of CharacterClass in the Core assembly.
const classes = [
  [1, "[\\p{Lu}\\p{Lt}]"],
  [2, "\\p{Ll}"],
  [4, "[\\p{Lm}\\p{Lo}]"],
  [8, "\\p{M}"],
  [16, "\\p{N}"],
  [32, "[^\\S\\r\\n]"],
  [64, "[\\r\\n]"],
  [128, "[^\\s\\p{L}\\p{M}\\p{N}]"],
];

const allBytes = `! 0 ${[...Array(256).keys()].map((byte) => Buffer.from([byte]).toString("base64")).join(" ")}`;
const byteOfToken = [...Array(256).keys()];

function codePointsIn(pattern) {
  const tokenizer = new Tiktoken(allBytes, {}, pattern);
  const found = [];
  for (let first = 0; first < codePoints; first += 4096) {
    let text = "";
    for (let codePoint = first; codePoint < first + 4096; codePoint++) {
      if (!isSurrogate(codePoint)) text += String.fromCodePoint(codePoint);
    }
    const bytes = Buffer.from([...tokenizer.encode_ordinary(text)].map((token) => byteOfToken[token]));
    for (const character of bytes.toString("utf8")) found.push(character.codePointAt(0));
  }
  tokenizer.free();
  return found;
}

const classOf = new Uint8Array(codePoints);
for (const [bit, pattern] of classes) {
  for (const codePoint of codePointsIn(pattern)) {
    if (classOf[codePoint] !== 0) throw new Error(`two classes for ${codePoint}`);
    classOf[codePoint] = bit;
  }
}
for (let codePoint = 0; codePoint < codePoints; codePoint++) {
  if (isSurrogate(codePoint)) classOf[codePoint] = 128; // Not in well-formed UTF-8; any class will do.
  else if (classOf[codePoint] === 0) throw new Error(`no class for ${codePoint}`);
}

const blockNumbers = new Map();
const blocks = [];
const stage = Buffer.alloc((codePoints / blockLength) * 2);
for (let first = 0; first < codePoints; first += blockLength) {
  const block = Buffer.from(classOf.subarray(first, first + blockLength));
  const key = block.toString("latin1");
  if (!blockNumbers.has(key)) blockNumbers.set(key, blocks.push(block) - 1);
  stage.writeUInt16LE(blockNumbers.get(key), (first / blockLength) * 2);
}

const header = Buffer.alloc(4);
header.writeUInt32LE(blocks.length);
const file = Buffer.concat([header, brotliCompressSync(Buffer.concat([stage, ...blocks]))]);
writeFileSync(outputFile, file);
const counts = classes.map(([bit, pattern]) => `${pattern} ${classOf.filter((value) => value === bit).length}`);
console.log(`${blocks.length} blocks, ${file.length} bytes compressed; ${counts.join(", ")}`);
