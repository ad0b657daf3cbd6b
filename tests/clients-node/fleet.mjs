// The balancer under test, the engines behind it, and what is claimed of them whichever client asks.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** Where clients connect, without a slash at the end. */
export const balancer = variable("BALANCER_URL");

const admin = variable("BALANCER_ADMIN_URL");
const engines = variable("ENGINE_URLS").split(" ");

/** One of the two llama-servers that serve the model `words`. */
export const engine = engines[0];

/** Models: what becomes of a request depends on which of them it asks for. */
export const models = {
    /** Two llama-servers serve it. */
    words: "words",
    /** The same two, one request each, and nobody waits in line. */
    full: "full",
    /** A llama-server that embeds. */
    vectors: "vectors",
    /** A simulated engine that breaks off within every answer. */
    cut: "cut",
    /** A simulated engine: it calls tools when it is told to, embeds, and has the tokenizer that the balancer has. */
    simulated: "simulated",
    /** Its backend does not exist. */
    gone: "gone",
    /** No backend has it. */
    nobodys: "nobodys",
};

/** A tool, and what the simulated engine calls it with: the least that its schema allows. */
export const tool = {
    name: "measure_river",
    description: "Measures a river.",
    schema: {
        type: "object",
        properties: {
            name: { type: "string", enum: ["Rhine", "Po"] },
            from: { type: "object", properties: { meters: { type: "integer", minimum: 1250 } }, required: ["meters"] },
            isExact: { type: "boolean" },
        },
        required: ["name", "from"],
    },
    arguments: { name: "Rhine", from: { meters: 1250 } },
};

/** More than the engine's context of 4,096 tokens. */
export const overlongPrompt = "water ".repeat(5000);

/** Hours of generating: an engine that is idle soon has been told to stop. */
export const endlessTokens = 10_000_000;

/** Fails unless the balancer's ledgers and the engines have nothing in flight within two seconds. */
export async function assertIdleSoon() {
    const started = performance.now();
    let busy;
    do {
        busy = [...await busyBackends(), ...await busyEngines()];
        if (busy.length === 0)
            return `idle after ${Math.round(performance.now() - started)} ms`;
        await pause(20);
    } while (performance.now() - started < 2000);
    assert.fail(`still busy after 2 s: ${busy.join(", ")}`);
}

/** What an engine answers when it is asked without the balancer. */
export async function askEngine(path, body) {
    const response = await post(engine + path, body);
    return { status: response.status, body: await response.json() };
}

// Takes every place that the model `full` has. They are free again some milliseconds after the call of what it
// returns, or after ten seconds, so that a check that goes wrong does not spoil the next.
async function occupy() {
    const leaving = new AbortController();
    const ending = AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)]);
    const body = { model: models.full, stream: true, messages: [{ role: "user", content: "Go on." }] };
    for (const _ of engines) {
        const response = await post(`${balancer}/v1/chat/completions`, body, ending);
        assert.equal(response.status, 200);
        await response.body.getReader().read();
    }
    return () => leaving.abort();
}

/** Asks while no place is free, and frees them once that was said: the client has to come again by itself. */
export async function assertComesAgain(ask) {
    const tries = [];
    const release = await occupy();
    try {
        const text = await ask(async (url, options) => {
            const startedAt = performance.now();
            const response = await fetch(url, options);
            tries.push({ startedAt, endedAt: performance.now(), response });
            if (response.status === 429)
                release();
            return response;
        });
        assertText(text);
    } finally {
        release();
    }
    const [refused, answered] = tries;
    assert.deepEqual(tries.map(({ response }) => response.status), [429, 200]);
    const askedSeconds = Number(refused.response.headers.get("retry-after"));
    const waitedSeconds = (answered.startedAt - refused.endedAt) / 1000;
    assert.ok(askedSeconds >= 1);
    // Timers may fire a millisecond early.
    assert.ok(waitedSeconds >= askedSeconds - 0.01, `came again after ${waitedSeconds} s, not ${askedSeconds} s`);
    return `asked to wait ${askedSeconds} s, waited ${waitedSeconds.toFixed(2)} s`;
}

/** Asks once while no place is free, and gives the error that the client throws. */
export async function refusalOf(ask) {
    const release = await occupy();
    try {
        return await errorOf(ask);
    } finally {
        release();
        await assertIdleSoon();
    }
}

/** The error that `ask` ends with. */
export async function errorOf(ask) {
    let answer;
    try {
        answer = await ask();
    } catch (error) {
        return error;
    }
    assert.fail(`no error, but ${JSON.stringify(answer)}`);
}

/** Asks twenty times at once; fails unless each gets all of its answer. */
export async function assertTwentyAtOnce(ask) {
    const asked = Array.from({ length: 20 }, (_, number) => ask(`Question ${number}: how long is the river?`));
    const answers = await Promise.allSettled(asked);
    assert.deepEqual(answers.filter(({ status }) => status === "rejected").map(({ reason }) => String(reason)), []);
    for (const { value } of answers)
        assertText(value);
    return `${answers.length} answers`;
}

export async function collect(stream) {
    const items = [];
    for await (const item of stream)
        items.push(item);
    return items;
}

/** Fails unless it is the one call of the tool that the simulated engine makes. */
export function assertCall(name, parsedArguments) {
    assert.equal(name, tool.name);
    assert.deepEqual(parsedArguments, tool.arguments);
    return `${name}(${JSON.stringify(parsedArguments)})`;
}

export function assertText(text) {
    assert.equal(typeof text, "string");
    assert.notEqual(text, "");
}

async function busyBackends() {
    const report = await (await fetch(`${admin}/admin/backends`)).json();
    return report.backends.filter(({ inFlight }) => inFlight.requests > 0).map(({ name }) => name);
}

async function busyEngines() {
    const pages = await Promise.all(engines.map(async engine => (await fetch(`${engine}/metrics`)).text()));
    return engines.filter((_, index) => !/^llamacpp:requests_processing 0$/m.test(pages[index]));
}

function post(url, body, signal) {
    return fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
    });
}

/** What the environment has under this name, or an error that says so. */
export function variable(name) {
    return process.env[name] || assert.fail(`the environment variable ${name} is not set`);
}
