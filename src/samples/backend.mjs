// Submits, waits for the decision, prints it. What may be tried again is, under one Idempotency-Key, so that nothing is paid for twice.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { GATEWAY_URL = 'http://localhost:8080', GATEWAY_KEY = 'demo-key' } = process.env;
const pause = (answer) => sleep(1000 * (answer?.headers.get('Retry-After') ?? 1));

async function call(path, { headers, ...options } = {}) {
  for (let attempt = 1; ; attempt++) {
    let answer;
    try {
      answer = await fetch(`${GATEWAY_URL}/v1/verifications/${path}`, {
        headers: { Authorization: `Bearer ${GATEWAY_KEY}`, Prefer: 'wait=30', ...headers },
        signal: AbortSignal.timeout(90_000),
        ...options,
      });
      const body = await answer.json();
      if (answer.ok) return { answer, verification: body };
      if (!body.retryable || attempt === 5) throw Object.assign(new Error(JSON.stringify(body)), { final: true });
    } catch (error) {
      if (error.final || attempt === 5) throw error; // any other is: no answer came
    }
    await pause(answer);
  }
}

const form = new FormData();
for (const part of ['selfie', 'document']) {
  form.set(part, new Blob([await readFile(`src/samples/${part}.jpg`)], { type: 'image/jpeg' }), `${part}.jpg`);
}
const headers = { 'Idempotency-Key': randomUUID() };
let { answer, verification } = await call('full-id', { method: 'POST', headers, body: form });
while (answer.status === 202) {
  // no decision yet
  await pause(answer);
  ({ answer, verification } = await call(verification.id));
}
console.log(JSON.stringify(verification));
