// The original tokenizers, for .NET to ask: `node oracle.mjs NAME`.
//
// NAME is an encoding of the npm package `tiktoken` (OpenAI's own code, compiled to WebAssembly), whose special tokens
// then are ordinary text; or the path of a tokenizer.json, for the npm package `tokenizers` (Hugging Face's own code,
// native), without what it would put around a text.
//
// Standard input: texts, each as the number of its bytes (4, little-endian) and its UTF-8. Standard output: for each,
// the number of its tokens and their ids (4 bytes each, little-endian).

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const name = process.argv[2];
const batchTexts = 2000;
const batchBytes = 4_000_000;

const encode = name.endsWith(".json") ? await huggingFace(name) : tiktoken(name);

function tiktoken(encoding) {
  const tokenizer = require("tiktoken").get_encoding(encoding);
  return async texts => texts.map(text => tokenizer.encode_ordinary(text));
}

async function huggingFace(file) {
  const tokenizer = require("tokenizers").Tokenizer.fromFile(file);
  return async texts =>
    (await tokenizer.encodeBatch(texts, { addSpecialTokens: false })).map(encoding => encoding.getIds());
}

async function answer(texts) {
  const ids = await encode(texts);
  const numbers = new Uint32Array(ids.reduce((sum, own) => sum + 1 + own.length, 0));
  let at = 0;
  for (const own of ids) {
    numbers[at] = own.length;
    numbers.set(own, at + 1);
    at += 1 + own.length;
  }
  const bytes = Buffer.from(numbers.buffer);
  if (!process.stdout.write(bytes)) await new Promise(resolve => process.stdout.once("drain", resolve));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
let pending = Buffer.alloc(0);
let texts = [];
let textBytes = 0;
for await (const chunk of process.stdin) {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
  let at = 0;
  while (pending.length - at >= 4) {
    const length = pending.readUInt32LE(at);
    if (pending.length - at - 4 < length) break;
    texts.push(decoder.decode(pending.subarray(at + 4, at + 4 + length)));
    textBytes += length;
    at += 4 + length;
    if (texts.length === batchTexts || textBytes >= batchBytes) {
      await answer(texts);
      texts = [];
      textBytes = 0;
    }
  }
  pending = pending.subarray(at);
}
if (pending.length > 0) throw new Error(`${pending.length} bytes are no whole text`);
await answer(texts);
