// OpenAI's package for JavaScript.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { check } from "./checks.mjs";
import {
    askEngine, assertCall, assertComesAgain, assertIdleSoon, assertText, assertTwentyAtOnce, balancer, collect,
    endlessTokens, errorOf, models, overlongPrompt, refusalOf, tool,
} from "./fleet.mjs";

const client = new OpenAI({ baseURL: `${balancer}/v1`, apiKey: "unused", maxRetries: 0 });

const messages = [{ role: "user", content: "How long is the river?" }];
const question = { model: models.words, messages, max_tokens: 12 };
const { name, description, schema: parameters } = tool;
const tools = [{ type: "function", function: { name, description, parameters } }];
const demand = { model: models.simulated, messages, tools, tool_choice: "required" };
const responsesDemand = {
    model: models.simulated,
    input: "How long is the river?",
    tools: [{ type: "function", name, description, parameters }],
    tool_choice: "required",
};

async function streamedText(request, from = client) {
    let text = "";
    let finishReason;
    for await (const { choices: [choice] } of await from.chat.completions.create({ ...request, stream: true })) {
        text += choice?.delta?.content ?? "";
        finishReason ??= choice?.finish_reason;
    }
    assert.equal(finishReason, "length");
    return text;
}

await check("lists models", async () => {
    const listed = await collect(client.models.list());
    assert.ok(listed.some(({ id }) => id === models.words), JSON.stringify(listed));
});

await check("chat", async () => {
    const answer = await client.chat.completions.create(question);
    assertText(answer.choices[0].message.content);
    assert.equal(answer.usage.completion_tokens, 12);
    assert.ok(answer.usage.prompt_tokens > 0);
});

await check("chat, streamed", async () => {
    const whole = await client.chat.completions.create(question);
    assert.equal(await streamedText(question), whole.choices[0].message.content);
});

await check("chat, streamed with usage", async () => {
    const request = { ...question, stream: true, stream_options: { include_usage: true } };
    const chunks = await collect(await client.chat.completions.create(request));
    assert.equal(chunks.at(-1).usage.completion_tokens, 12);
    assert.deepEqual(chunks.at(-1).choices, []);
});

await check("completion, streamed", async () => {
    const request = { model: models.words, prompt: "The river is", max_tokens: 12, stream: true };
    const chunks = await collect(await client.completions.create(request));
    assertText(chunks.map(({ choices: [choice] }) => choice?.text ?? "").join(""));
});

await check("tools, as the engine answers them", async () => {
    const request = { ...question, tools, tool_choice: "auto" };
    const { body: own } = await askEngine("/v1/chat/completions", request);
    const answer = await client.chat.completions.create(request);
    assert.deepEqual(answer.choices, own.choices);
    assert.deepEqual(answer.usage, own.usage);
});

await check("tool call", async () => {
    const { choices: [{ message, finish_reason }] } = await client.chat.completions.create(demand);
    assert.equal(finish_reason, "tool_calls");
    assert.equal(message.tool_calls.length, 1);
    return assertCall(message.tool_calls[0].function.name, JSON.parse(message.tool_calls[0].function.arguments));
});

await check("tool call, of a function by its name", async () => {
    const choice = { type: "function", function: { name } };
    const answer = await client.chat.completions.create({ ...demand, tool_choice: choice });
    const [{ function: called }] = answer.choices[0].message.tool_calls;
    return assertCall(called.name, JSON.parse(called.arguments));
});

await check("tool call, streamed", async () => {
    const chunks = await collect(await client.chat.completions.create({ ...demand, stream: true }));
    const pieces = chunks.flatMap(({ choices: [choice] }) => choice?.delta?.tool_calls ?? []);
    assert.ok(pieces.every(({ index }) => index === 0));
    assert.ok(pieces.length > 2, "the arguments came in one piece");
    assert.equal(chunks.at(-1).choices[0].finish_reason, "tool_calls");
    const text = pieces.map(piece => piece.function?.arguments ?? "").join("");
    return assertCall(pieces[0].function.name, JSON.parse(text));
});

await check("tool call, put together by the client", async () => {
    const stream = client.chat.completions.stream(demand);
    const [{ function: called }] = (await stream.finalMessage()).tool_calls;
    return assertCall(called.name, JSON.parse(called.arguments));
});

await check("responses", async () => {
    const request = { model: models.words, input: "How long is the river?", max_output_tokens: 12 };
    const answer = await client.responses.create(request);
    assertText(answer.output_text);
    assert.equal(answer.usage.output_tokens, 12);
});

await check("responses, streamed", async () => {
    const request = { model: models.words, input: "How long is the river?", max_output_tokens: 12, stream: true };
    const events = await collect(await client.responses.create(request));
    assertText(events.filter(({ type }) => type === "response.output_text.delta").map(({ delta }) => delta).join(""));
    assert.equal(events.at(-1).type, "response.completed");
});

await check("responses, tool call", async () => {
    const { output, status } = await client.responses.create(responsesDemand);
    assert.equal(status, "completed");
    const [call] = output.filter(({ type }) => type === "function_call");
    return assertCall(call.name, JSON.parse(call.arguments));
});

await check("responses, tool call, streamed", async () => {
    const events = await collect(await client.responses.create({ ...responsesDemand, stream: true }));
    const deltas = events.filter(({ type }) => type === "response.function_call_arguments.delta");
    assert.ok(deltas.length > 2, "the arguments came in one piece");
    assert.deepEqual(JSON.parse(deltas.map(({ delta }) => delta).join("")), tool.arguments);
    const [call] = events.at(-1).response.output;
    return assertCall(call.name, JSON.parse(call.arguments));
});

await check("embeddings", async () => {
    const answer = await client.embeddings.create({ model: models.vectors, input: ["river", "lamp"] });
    assert.equal(answer.data.length, 2);
    assert.ok(answer.data[0].embedding.length > 1);
    assert.ok(answer.data[0].embedding.every(Number.isFinite));
});

// The client asks for base64 and decodes it, unless it is told otherwise.
await check("embeddings, simulated", async () => {
    const request = { model: models.simulated, input: ["river", "lamp"], dimensions: 64 };
    const [encoded, plain] = await Promise.all([
        client.embeddings.create(request),
        client.embeddings.create({ ...request, encoding_format: "float" }),
    ]);
    assert.deepEqual(encoded.data.map(({ embedding }) => embedding.length), [64, 64]);
    encoded.data.forEach(({ embedding }, which) => embedding.forEach((number, place) =>
        assert.ok(Math.abs(number - plain.data[which].embedding[place]) < 1e-6)));
});

await check("twenty streams at once", () =>
    assertTwentyAtOnce(content => streamedText({ ...question, messages: [{ role: "user", content }] })));

await check("abort within a stream", async () => {
    const leaving = new AbortController();
    const request = { ...question, max_tokens: endlessTokens, stream: true };
    let chunks = 0;
    for await (const _ of await client.chat.completions.create(request, { signal: leaving.signal })) {
        if (++chunks === 5)
            leaving.abort();
    }
    return assertIdleSoon();
});

await check("unknown model", async () => {
    const error = await errorOf(() => client.chat.completions.create({ ...question, model: models.nobodys }));
    assert.ok(error instanceof OpenAI.NotFoundError, error);
    assert.equal(error.code, "model_not_found");
    assertText(error.requestID);
});

await check("malformed request", async () => {
    const error = await errorOf(() => client.chat.completions.create({ ...question, messages: "river" }));
    assert.ok(error instanceof OpenAI.BadRequestError, error);
    return error.message;
});

await check("prompt too long, in the engine's words", async () => {
    const request = { ...question, messages: [{ role: "user", content: overlongPrompt }] };
    const { body: own } = await askEngine("/v1/chat/completions", request);
    const error = await errorOf(() => client.chat.completions.create(request));
    assert.ok(error instanceof OpenAI.BadRequestError, error);
    assert.deepEqual(error.error, own.error);
    return error.message;
});

await check("no backend answers", async () => {
    const error = await errorOf(() => client.chat.completions.create({ ...question, model: models.gone }));
    assert.ok(error instanceof OpenAI.InternalServerError, error);
    assert.equal(error.status, 502);
});

await check("stream is cut", async () => {
    const error = await errorOf(() => streamedText({ ...question, model: models.cut, max_tokens: 50 }));
    assert.ok(error instanceof OpenAI.APIError, error);
    assert.equal(error.code, "answer_cut");
    return error.message;
});

await check("responses, stream is cut", async () => {
    const request = { model: models.cut, input: "How long is the river?", max_output_tokens: 50, stream: true };
    const events = [];
    const error = await errorOf(async () => {
        for await (const event of await client.responses.create(request))
            events.push(event);
    });
    assert.ok(error instanceof OpenAI.APIError, error);
    assert.equal(error.code, "answer_cut");
    assert.ok(events.some(({ type }) => type === "response.output_text.delta"));
    return error.message;
});

await check("whole answer is cut", async () => {
    const error = await errorOf(() => client.chat.completions.create({ ...question, model: models.cut }));
    return String(error);
});

// First: while the balancer knows nothing of the rate, it asks to wait one second.
await check("full, with retries", () => assertComesAgain(fetch =>
    streamedText({ ...question, model: models.full }, client.withOptions({ maxRetries: 1, fetch }))));

await check("full, without retries", async () => {
    const error = await refusalOf(() => client.chat.completions.create({ ...question, model: models.full }));
    assert.ok(error instanceof OpenAI.RateLimitError, error);
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
});

await check("nothing is left in flight", assertIdleSoon);
