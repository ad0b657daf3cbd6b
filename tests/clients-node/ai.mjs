// Vercel's package `ai`, with its providers for OpenAI's two APIs, for compatible ones, and for Anthropic's.
import assert from "node:assert/strict";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, embed, generateText, jsonSchema, streamText, tool as defineTool } from "ai";
import { check } from "./checks.mjs";
import {
    assertCall, assertComesAgain, assertIdleSoon, assertText, assertTwentyAtOnce, balancer, collect, endlessTokens,
    engine, errorOf, models, overlongPrompt, refusalOf, tool,
} from "./fleet.mjs";

const settings = { baseURL: `${balancer}/v1`, apiKey: "unused" };
const compatible = createOpenAICompatible({ name: "balancer", includeUsage: true, ...settings });
const openai = createOpenAI(settings);
const anthropic = createAnthropic(settings);

const tools = {
    [tool.name]: defineTool({ description: tool.description, inputSchema: jsonSchema(tool.schema) }),
};
const question = { prompt: "How long is the river?", maxOutputTokens: 12, maxRetries: 0 };

async function assertAnswers(model, outputTokens = 12) {
    const { text, usage } = await generateText({ ...question, model });
    assertText(text);
    assert.equal(usage.outputTokens, outputTokens);
}

// `textStream` keeps quiet about errors; `fullStream` has them as a part.
async function streamedText(request) {
    const stream = streamText({ ...question, ...request, onError: () => {} });
    let text = "";
    for await (const part of stream.fullStream) {
        if (part.type === "error")
            throw part.error;
        if (part.type === "text-delta")
            text += part.text;
    }
    return text;
}

async function assertStreams(model) {
    const { text } = await generateText({ ...question, model });
    assert.equal(await streamedText({ model }), text);
}

await check("compatible: generateText", () => assertAnswers(compatible(models.words)));
await check("compatible: streamText", () => assertStreams(compatible(models.words)));
await check("openai: generateText on responses", () => assertAnswers(openai(models.words)));
await check("openai: generateText on chat", () => assertAnswers(openai.chat(models.words)));
await check("openai: streamText on chat", () => assertStreams(openai.chat(models.words)));
await check("anthropic: generateText", () => assertAnswers(anthropic(models.words)));
await check("anthropic: streamText", () => assertStreams(anthropic(models.words)));

// llama-server leaves out fields of its first event that the provider insists on; whatever comes of that is the same.
await check("openai: streamText on responses, as without the balancer", async () => {
    const partsOf = async provider => {
        const stream = streamText({ ...question, model: provider(models.words), onError: () => {} });
        return (await collect(stream.fullStream)).map(({ type }) => type);
    };
    const parts = await partsOf(openai);
    assert.deepEqual(parts, await partsOf(createOpenAI({ ...settings, baseURL: `${engine}/v1` })));
    assert.ok(parts.includes("text-delta"), parts);
    return [...new Set(parts)].join(", ");
});

await check("streamText with usage", async () => {
    const stream = streamText({ ...question, model: compatible(models.words) });
    assertText(await stream.text);
    assert.equal((await stream.usage).outputTokens, 12);
    assert.equal(await stream.finishReason, "length");
});

await check("tools", async () => {
    const answer = await generateText({ ...question, model: compatible(models.words), tools });
    assertText(answer.text);
});

const callers = { compatible, "openai on responses": openai, "openai on chat": openai.chat, anthropic };
for (const [name, provider] of Object.entries(callers)) {
    const demand = () => ({
        ...question, model: provider(models.simulated), maxOutputTokens: 100, tools, toolChoice: "required",
    });

    await check(`${name}: tool call`, async () => {
        const { toolCalls, finishReason } = await generateText(demand());
        assert.equal(finishReason, "tool-calls");
        assert.equal(toolCalls.length, 1);
        return assertCall(toolCalls[0].toolName, toolCalls[0].input);
    });

    await check(`${name}: tool call, streamed`, async () => {
        const parts = await collect(streamText({ ...demand(), onError: () => {} }).fullStream);
        assert.deepEqual(parts.filter(({ type }) => type === "error"), []);
        const pieces = parts.filter(({ type }) => type === "tool-input-delta");
        assert.deepEqual(JSON.parse(pieces.map(({ delta }) => delta).join("")), tool.arguments);
        const [call] = parts.filter(({ type }) => type === "tool-call");
        return assertCall(call.toolName, call.input);
    });
}

await check("embed", async () => {
    const model = compatible.embeddingModel(models.vectors);
    const { embedding } = await embed({ model, value: "river", maxRetries: 0 });
    assert.ok(embedding.length > 1);
});

await check("twenty streams at once", () =>
    assertTwentyAtOnce(prompt => streamedText({ model: compatible(models.words), prompt })));

await check("abort within a stream", async () => {
    const leaving = new AbortController();
    const stream = streamText({
        ...question,
        model: compatible(models.words),
        maxOutputTokens: endlessTokens,
        abortSignal: leaving.signal,
    });
    let pieces = 0;
    let last;
    for await (const part of stream.fullStream) {
        last = part.type;
        if (part.type === "text-delta" && ++pieces === 5)
            leaving.abort();
    }
    assert.equal(last, "abort");
    return assertIdleSoon();
});

await check("unknown model", async () => {
    const error = await errorOf(() => generateText({ ...question, model: compatible(models.nobodys) }));
    assert.ok(APICallError.isInstance(error), error);
    assert.equal(error.statusCode, 404);
    assert.equal(error.isRetryable, false);
});

await check("prompt too long, in the engine's words", async () => {
    const request = { ...question, model: compatible(models.words), prompt: overlongPrompt };
    const error = await errorOf(() => generateText(request));
    assert.ok(APICallError.isInstance(error), error);
    assert.equal(error.statusCode, 400);
    assert.match(error.responseBody, /exceed_context_size_error/);
    return error.message;
});

await check("no backend answers", async () => {
    const error = await errorOf(() => generateText({ ...question, model: compatible(models.gone) }));
    assert.equal(error.statusCode, 502);
    assert.equal(error.isRetryable, true);
});

for (const [name, provider] of Object.entries(callers)) {
    await check(`${name}: stream is cut`, async () => {
        const error = await errorOf(() => streamedText({ model: provider(models.cut), maxOutputTokens: 50 }));
        const text = error.message ?? JSON.stringify(error);
        assert.match(text, /broke off/);
        return text;
    });
}

await check("whole answer is cut", async () => {
    const error = await errorOf(() => generateText({ ...question, model: compatible(models.cut) }));
    return String(error);
});

// First: while the balancer knows nothing of the rate, it asks to wait one second.
await check("full, with retries", () => assertComesAgain(fetch => {
    const provider = createOpenAICompatible({ name: "balancer", ...settings, fetch });
    return streamedText({ model: provider(models.full), maxRetries: 1 });
}));

await check("full, without retries", async () => {
    const error = await refusalOf(() => generateText({ ...question, model: compatible(models.full) }));
    assert.ok(APICallError.isInstance(error), error);
    assert.equal(error.statusCode, 429);
    assert.ok(Number(error.responseHeaders["retry-after"]) >= 1);
});

await check("nothing is left in flight", assertIdleSoon);
