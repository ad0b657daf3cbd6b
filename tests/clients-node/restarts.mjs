// OpenAI's package under load while engines are killed: six streams at once, each request told in one line of JSON.
import OpenAI from "openai";
import { balancer, models, variable } from "./fleet.mjs";

const streamsAtOnce = 6;
// Long enough that an engine is often killed while it has not yet answered.
const question = "How long is the river? ".repeat(60);
const outputTokens = Number(variable("OUTPUT_TOKENS"));
const endsAt = performance.now() + Number(variable("LOAD_MILLISECONDS"));

const client = new OpenAI({ baseURL: `${balancer}/v1`, apiKey: "unused", maxRetries: 0 });

const apis = [
    {
        client: "npm openai, chat",
        ask: content => client.chat.completions.create(
            { model: models.words, messages: [{ role: "user", content }], max_tokens: outputTokens, stream: true }),
        hasContent: ({ choices: [choice] }) => Boolean(choice?.delta?.content),
        isEnd: ({ choices: [choice] }) => Boolean(choice?.finish_reason),
    },
    {
        client: "npm openai, responses",
        ask: input => client.responses.create(
            { model: models.words, input, max_output_tokens: outputTokens, stream: true }),
        hasContent: ({ type, delta }) => type === "response.output_text.delta" && delta !== "",
        isEnd: ({ type }) => type === "response.completed",
    },
];

async function run(api, prompt) {
    const report = { client: api.client, backend: null, pieces: 0, isWhole: false, errorCode: null, error: null };
    try {
        const { data, response } = await api.ask(prompt).withResponse();
        report.backend = response.headers.get("x-balancer-backend");
        for await (const event of data) {
            report.pieces += api.hasContent(event) ? 1 : 0;
            report.isWhole ||= api.isEnd(event);
        }
    } catch (error) {
        report.errorCode = error.code ?? null;
        report.error = String(error);
    }
    console.log(JSON.stringify(report));
}

async function runInTurn(stream) {
    for (let number = 0; performance.now() < endsAt; number++)
        await run(apis[stream % apis.length], `${stream}.${number}. ${question}`);
}

await Promise.all(Array.from({ length: streamsAtOnce }, (_, stream) => runInTurn(stream)));
