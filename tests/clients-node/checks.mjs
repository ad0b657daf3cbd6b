// Runs checks in turn and prints each result as one line of JSON: name, ok, detail, milliseconds.

const limitMilliseconds = 15_000;

/** Passes when `claim` ends well; what it returns is shown with the result. */
export async function check(name, claim) {
    const started = performance.now();
    const result = await within(limitMilliseconds, claim).then(
        detail => ({ ok: true, detail }),
        error => ({ ok: false, detail: error?.stack ?? String(error) }));
    const milliseconds = Math.round(performance.now() - started);
    console.log(JSON.stringify({ name, ...result, milliseconds }));
}

async function within(milliseconds, claim) {
    let timer;
    const expiry = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`did not end within ${milliseconds} ms`)), milliseconds);
    });
    try {
        return await Promise.race([claim(), expiry]);
    } finally {
        clearTimeout(timer);
    }
}
