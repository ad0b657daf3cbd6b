// Anthropic's package for JavaScript.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { check } from "./checks.mjs";
import {
    askEngine, assertCall, assertComesAgain, assertIdleSoon, assertText, assertTwentyAtOnce, balancer, collect,
    endlessTokens, errorOf, models, overlongPrompt, refusalOf, tool,
} from "./fleet.mjs";

const client = new Anthropic({ baseURL: balancer, apiKey: "unused", maxRetries: 0 });

const messages = [{ role: "user", content: "How long is the river?" }];
const question = { model: models.words, messages, max_tokens: 12 };
const tools = [{ name: tool.name, description: tool.description, input_schema: tool.schema }];
const demand = { ...question, model: models.simulated, max_tokens: 100, tools, tool_choice: { type: "any" } };

const textOf = ({ content }) => content.map(({ text }) => text).join("");

async function streamedText(request, from = client) {
    const answer = await from.messages.stream(request).finalMessage();
    assert.equal(answer.stop_reason, "max_tokens");
    return textOf(answer);
}

await check("messages", async () => {
    const answer = await client.messages.create(question);
    assertText(textOf(answer));
    assert.equal(answer.usage.output_tokens, 12);
    assert.ok(answer.usage.input_tokens > 0);
});

await check("messages, streamed", async () => {
    const whole = await client.messages.create(question);
    assert.equal(await streamedText(question), textOf(whole));
});

await check("messages, streamed, event by event", async () => {
    const events = await collect(await client.messages.create({ ...question, stream: true }));
    assert.equal(events[0].type, "message_start");
    assert.equal(events.at(-1).type, "message_stop");
    assert.equal(events.find(({ type }) => type === "message_delta").usage.output_tokens, 12);
    assertText(events.map(({ delta }) => delta?.text ?? "").join(""));
});

await check("system prompt", async () => {
    const [without, with_] = await Promise.all([
        client.messages.create(question),
        client.messages.create({ ...question, system: "You know every river, and how long it is." }),
    ]);
    assertText(textOf(with_));
    assert.ok(with_.usage.input_tokens > without.usage.input_tokens);
});

// The balancer answers by its own rules: beside the text 3 for each message, one for its role, and 3 for the reply. The
// simulated engine charges for the text alone.
await check("counts tokens", async () => {
    const conversation = {
        model: models.simulated,
        system: "You know every river, and how long it is.",
        messages: [
            ...messages,
            { role: "assistant", content: "Which one?" },
            { role: "user", content: [{ type: "text", text: "The Rhine, from its springs to the sea: wie lang?" }] },
        ],
    };
    const counted = await client.messages.countTokens(conversation).withResponse();
    const answer = await client.messages.create({ ...conversation, max_tokens: 5 }).withResponse();
    assert.equal(counted.response.headers.get("x-balancer-backend"), null);
    assert.equal(counted.response.headers.get("x-balancer-prompt-tokens-exact"), "true");
    assert.equal(counted.data.input_tokens, Number(answer.response.headers.get("x-balancer-prompt-tokens")));
    assert.equal(counted.data.input_tokens, answer.data.usage.input_tokens + 4 * (3 + 1) + 3);
    return `${counted.data.input_tokens} tokens, ${answer.data.usage.input_tokens} of them text`;
});

await check("tool call", async () => {
    const { content, stop_reason } = await client.messages.create(demand);
    assert.equal(stop_reason, "tool_use");
    assert.deepEqual(content.map(({ type }) => type), ["tool_use"]);
    return assertCall(content[0].name, content[0].input);
});

await check("tool call, of a tool by its name", async () => {
    const choice = { type: "tool", name: tool.name };
    const { content: [call] } = await client.messages.create({ ...demand, tool_choice: choice });
    return assertCall(call.name, call.input);
});

await check("tool call, streamed", async () => {
    const stream = client.messages.stream(demand);
    let pieces = 0;
    stream.on("inputJson", () => pieces++);
    const { content: [call], stop_reason } = await stream.finalMessage();
    assert.ok(pieces > 2, "the input came in one piece");
    assert.equal(stop_reason, "tool_use");
    return assertCall(call.name, call.input);
});

await check("tools, as the engine answers them", async () => {
    const request = { ...question, tools, tool_choice: { type: "auto" } };
    const { body: own } = await askEngine("/v1/messages", request);
    const answer = await client.messages.create(request);
    assert.deepEqual(answer.content, own.content);
    assert.deepEqual(answer.usage, own.usage);
});

await check("twenty streams at once", () =>
    assertTwentyAtOnce(content => streamedText({ ...question, messages: [{ role: "user", content }] })));

await check("abort within a stream", async () => {
    const stream = client.messages.stream({ ...question, max_tokens: endlessTokens });
    let pieces = 0;
    stream.on("text", () => ++pieces === 5 && stream.abort());
    const error = await errorOf(() => stream.finalMessage());
    assert.ok(error instanceof Anthropic.APIUserAbortError, error);
    return assertIdleSoon();
});

await check("unknown model", async () => {
    const error = await errorOf(() => client.messages.create({ ...question, model: models.nobodys }));
    assert.ok(error instanceof Anthropic.NotFoundError, error);
    assert.equal(error.type, "not_found_error");
});

await check("malformed request", async () => {
    const error = await errorOf(() => client.messages.create({ ...question, messages: "river" }));
    assert.ok(error instanceof Anthropic.BadRequestError, error);
    return error.message;
});

await check("prompt too long, in the engine's words", async () => {
    const request = { ...question, messages: [{ role: "user", content: overlongPrompt }] };
    const { body: own } = await askEngine("/v1/messages", request);
    const error = await errorOf(() => client.messages.create(request));
    assert.ok(error instanceof Anthropic.BadRequestError, error);
    assert.deepEqual(error.error, own);
    return error.message;
});

await check("no backend answers", async () => {
    const error = await errorOf(() => client.messages.create({ ...question, model: models.gone }));
    assert.ok(error instanceof Anthropic.InternalServerError, error);
    assert.equal(error.status, 502);
});

await check("stream is cut", async () => {
    const error = await errorOf(() => streamedText({ ...question, model: models.cut, max_tokens: 50 }));
    assert.ok(error instanceof Anthropic.APIError, error);
    assert.equal(error.type, "api_error");
    return error.message;
});

await check("whole answer is cut", async () => {
    const error = await errorOf(() => client.messages.create({ ...question, model: models.cut }));
    return String(error);
});

// First: while the balancer knows nothing of the rate, it asks to wait one second.
await check("full, with retries", () => assertComesAgain(fetch =>
    streamedText({ ...question, model: models.full }, client.withOptions({ maxRetries: 1, fetch }))));

await check("full, without retries", async () => {
    const error = await refusalOf(() => client.messages.create({ ...question, model: models.full }));
    assert.ok(error instanceof Anthropic.RateLimitError, error);
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
});

await check("nothing is left in flight", assertIdleSoon);
