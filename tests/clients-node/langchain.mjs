// LangChain's package for OpenAI.
import assert from "node:assert/strict";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { check } from "./checks.mjs";
import {
    assertCall, assertComesAgain, assertIdleSoon, assertText, assertTwentyAtOnce, balancer, collect, endlessTokens,
    errorOf, models, overlongPrompt, refusalOf, tool,
} from "./fleet.mjs";

const prompt = "How long is the river?";

const { name, description, schema: parameters } = tool;
const tools = [{ type: "function", function: { name, description, parameters } }];

const connect = ({ configuration, ...options } = {}) => new ChatOpenAI({
    model: models.words,
    maxTokens: 12,
    maxRetries: 0,
    apiKey: "unused",
    configuration: { baseURL: `${balancer}/v1`, ...configuration },
    ...options,
});

const client = connect();

async function streamedText(from, input) {
    const pieces = await collect(await from.stream(input));
    return pieces.map(({ text }) => text).join("");
}

await check("invoke", async () => {
    const answer = await client.invoke(prompt);
    assertText(answer.text);
    assert.equal(answer.usage_metadata.output_tokens, 12);
});

await check("stream", async () => {
    const { text } = await client.invoke(prompt);
    assert.equal(await streamedText(client, prompt), text);
});

await check("stream with usage", async () => {
    const pieces = await collect(await client.stream(prompt));
    const usages = pieces.map(({ usage_metadata }) => usage_metadata).filter(usage => usage);
    assert.deepEqual(usages.map(({ output_tokens }) => output_tokens), [12]);
});

await check("responses", async () => {
    const { text } = await connect({ useResponsesApi: true }).invoke(prompt);
    assertText(text);
});

await check("system prompt", async () => {
    const [without, with_] = await Promise.all([
        client.invoke(prompt),
        client.invoke([["system", "You know every river."], ["human", prompt]]),
    ]);
    assert.ok(with_.usage_metadata.input_tokens > without.usage_metadata.input_tokens);
});

await check("tools", async () => {
    const answer = await client.bindTools(tools).invoke(prompt);
    assertText(answer.text);
});

// On responses it leaves out a choice of "required", and sends one that names a tool.
const choices = { chat: "required", responses: name };
for (const [api, choice] of Object.entries(choices)) {
    const caller = connect({ model: models.simulated, maxTokens: 100, useResponsesApi: api === "responses" })
        .bindTools(tools, { tool_choice: choice });

    await check(`${api}: tool call`, async () => {
        const { tool_calls: calls } = await caller.invoke(prompt);
        assert.equal(calls.length, 1);
        return assertCall(calls[0].name, calls[0].args);
    });

    await check(`${api}: tool call, streamed`, async () => {
        const pieces = await collect(await caller.stream(prompt));
        assert.ok(pieces.filter(({ tool_call_chunks: chunks }) => chunks?.length > 0).length > 2);
        const { tool_calls: calls } = pieces.reduce((sum, piece) => sum.concat(piece));
        assert.equal(calls.length, 1);
        return assertCall(calls[0].name, calls[0].args);
    });
}

await check("batch", async () => {
    const answers = await client.batch(["How long is the river?", "Who has the lamp?"]);
    answers.forEach(({ text }) => assertText(text));
});

await check("embeddings", async () => {
    const embeddings = new OpenAIEmbeddings({
        model: models.vectors,
        apiKey: "unused",
        configuration: { baseURL: `${balancer}/v1` },
    });
    assert.ok((await embeddings.embedQuery("river")).length > 1);
});

await check("twenty streams at once", () => assertTwentyAtOnce(input => streamedText(client, input)));

await check("abort within a stream", async () => {
    const leaving = new AbortController();
    const stream = await connect({ maxTokens: endlessTokens }).stream(prompt, { signal: leaving.signal });
    let pieces = 0;
    const error = await errorOf(async () => {
        for await (const _ of stream) {
            if (++pieces === 5)
                leaving.abort();
        }
    });
    assert.match(String(error), /abort/i);
    return assertIdleSoon();
});

await check("leaving a stream", async () => {
    let pieces = 0;
    for await (const _ of await connect({ maxTokens: endlessTokens }).stream(prompt)) {
        if (++pieces === 5)
            break;
    }
    return assertIdleSoon();
});

await check("unknown model", async () => {
    const error = await errorOf(() => connect({ model: models.nobodys }).invoke(prompt));
    assert.equal(error.status, 404);
    assert.equal(error.code, "model_not_found");
});

await check("prompt too long, in the engine's words", async () => {
    const error = await errorOf(() => client.invoke(overlongPrompt));
    assert.equal(error.status, 400, error);
    assert.equal(error.type, "exceed_context_size_error");
    return error.message;
});

await check("no backend answers", async () => {
    const error = await errorOf(() => connect({ model: models.gone }).invoke(prompt));
    assert.equal(error.status, 502);
});

await check("stream is cut", async () => {
    const error = await errorOf(() => streamedText(connect({ model: models.cut }), prompt));
    assert.equal(error.code, "answer_cut");
    return error.message;
});

await check("responses: stream is cut", async () => {
    const error = await errorOf(() => streamedText(connect({ model: models.cut, useResponsesApi: true }), prompt));
    assert.equal(error.code, "answer_cut");
    return error.message;
});

await check("whole answer is cut", async () => {
    const error = await errorOf(() => connect({ model: models.cut }).invoke(prompt));
    return String(error);
});

// First: while the balancer knows nothing of the rate, it asks to wait one second.
await check("full, with retries", () => assertComesAgain(fetch =>
    streamedText(connect({ model: models.full, maxRetries: 1, configuration: { fetch } }), prompt)));

await check("full, without retries", async () => {
    const error = await refusalOf(() => connect({ model: models.full }).invoke(prompt));
    assert.equal(error.status, 429);
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
});

await check("nothing is left in flight", assertIdleSoon);
