// Converts the vocabularies of the npm package `tiktoken` (MIT) into the compressed blobs the Core assembly embeds.
//
//   npm install tiktoken@1.0.22          (anywhere; this script only reads it)
//   node tools/vocabularies/convert.mjs <folder of the package> src/TokenAwareBalancer.Core/Tokenizing/Vocabularies
//   dotnet run -c Release --project tools/TokenAwareBalancer.Tables src/TokenAwareBalancer.Core/Tokenizing/Vocabularies
//
// A blob is: number of tokens (u32), bytes of all tokens together (u32), both little-endian, then one Brotli stream
// holding the length of each token (one byte each) and after them the tokens' bytes, both in order of rank. Ranks
// therefore are not stored: the n-th token has rank n, which the script checks. The same package and the same Node
// write the same bytes.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [packageFolder, outputFolder] = process.argv.slice(2);
if (!outputFolder) throw new Error("usage: convert.mjs <tiktoken package folder> <output folder>");

/** The tokens in order of rank, from lines of the form `! <first rank> <base64> <base64> …`. */
function tokensByRank(bpeRanks) {
  const tokens = [];
  for (const line of bpeRanks.split("\n").filter(Boolean)) {
    const [, firstRank, ...encoded] = line.split(" ");
    if (Number(firstRank) !== tokens.length) throw new Error(`ranks have a hole before ${firstRank}`);
    for (const token of encoded) tokens.push(Buffer.from(token, "base64"));
  }
  return tokens;
}

function blobOf(tokens) {
  if (tokens.some((token) => token.length === 0 || token.length > 255)) throw new Error("a length needs one byte");
  const bytes = Buffer.concat(tokens);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(tokens.length, 0);
  header.writeUInt32LE(bytes.length, 4);
  const body = Buffer.concat([Buffer.from(tokens.map((token) => token.length)), bytes]);
  const options = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  };
  return Buffer.concat([header, brotliCompressSync(body, options)]);
}

for (const name of ["cl100k_base", "o200k_base"]) {
  const { bpe_ranks: bpeRanks } = JSON.parse(readFileSync(join(packageFolder, "encoders", `${name}.json`), "utf8"));
  const tokens = tokensByRank(bpeRanks);
  const blob = blobOf(tokens);
  writeFileSync(join(outputFolder, `${name}.br`), blob);
  const longest = tokens.reduce((length, token) => Math.max(length, token.length), 0);
  console.log(`${name}: ${tokens.length} tokens, the longest of ${longest} bytes, ${blob.length} bytes compressed`);
}
