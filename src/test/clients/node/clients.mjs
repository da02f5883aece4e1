// Runs one HTTP library as its documentation shows it: node clients.mjs NAME. Prints a line for each step: its name, a tab, what came of it.
import { createReadStream, openAsBlob } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const { GATEWAY_URL, GATEWAY_KEY, PICTURE, TEXT, BIG } = process.env;
const submitUrl = `${GATEWAY_URL}/v1/verifications/document`;
const authorized = { Authorization: `Bearer ${GATEWAY_KEY}` };
const require = createRequire(import.meta.url);
const print = (step, outcome) => console.log(`${step}\t${outcome}`);

async function blobs(file) {
  const form = new FormData();
  form.set('document', await openAsBlob(file, { type: 'image/jpeg' }), basename(file));
  return form;
}

async function streams(file) {
  const { default: FormDataPackage } = await import('form-data');
  const form = new FormDataPackage();
  form.append('document', createReadStream(file), { filename: basename(file), contentType: 'image/jpeg' });
  return form;
}

const json = async (response) => ({ status: response.status, body: await response.json() });

// Each library: how it submits a form with a length, how it submits a stream without one, and how it reads a verification.
const libraries = {
  async fetch() {
    return {
      version: process.versions.undici,
      submit: async (file) => json(await fetch(submitUrl, { method: 'POST', headers: authorized, body: await blobs(file) })),
      stream: async (file) => {
        const { body, headers } = new Response(await blobs(file));
        return json(await fetch(submitUrl, {
          method: 'POST', headers: { ...authorized, 'Content-Type': headers.get('Content-Type') }, body, duplex: 'half' }));
      },
      read: async (url, headers) => json(await fetch(url, { headers: { ...authorized, ...headers } })),
    };
  },

  async axios() {
    const { default: axios, VERSION } = await import('axios');
    const { Agent } = await import('node:http');
    const client = axios.create({ headers: authorized, validateStatus: () => true, httpAgent: new Agent({ keepAlive: true }) });
    const told = ({ status, data }) => ({ status, body: data });
    return {
      version: VERSION,
      submit: async (file) => told(await client.postForm(submitUrl, { document: createReadStream(file) })),
      stream: async (file) => {
        const form = await streams(file);
        return told(await client.post(submitUrl, form.pipe(new (await import('node:stream')).PassThrough()), { headers: form.getHeaders() }));
      },
      read: async (url, headers) => told(await client.get(url, { headers })),
    };
  },

  async got() {
    const { default: got } = await import('got');
    const { Agent } = await import('node:http');
    const client = got.extend({
      headers: authorized, throwHttpErrors: false, responseType: 'json', retry: { limit: 0 }, agent: { http: new Agent({ keepAlive: true }) } });
    const told = ({ statusCode, body }) => ({ status: statusCode, body });
    return {
      submit: async (file) => told(await client.post(submitUrl, { body: await blobs(file) })),
      stream: async (file) => {
        const form = await streams(file);
        return told(await client.post(submitUrl, { body: form, headers: form.getHeaders() }));
      },
      read: async (url, headers) => told(await client(url, { headers })),
    };
  },

  async undici() {
    const { request, FormData: UndiciForm } = await import('undici');
    const told = async ({ statusCode, body }) => ({ status: statusCode, body: await body.json() });
    return {
      submit: async (file) => {
        const form = new UndiciForm();
        form.set('document', await openAsBlob(file, { type: 'image/jpeg' }), basename(file));
        return told(await request(submitUrl, { method: 'POST', headers: authorized, body: form }));
      },
      stream: async (file) => {
        const form = await streams(file);
        return told(await request(submitUrl, { method: 'POST', headers: { ...authorized, ...form.getHeaders() }, body: form }));
      },
      read: async (url, headers) => told(await request(url, { headers: { ...authorized, ...headers } })),
    };
  },

  async 'node-fetch'() {
    const { default: fetch, FormData, fileFrom } = await import('node-fetch');
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    return {
      submit: async (file) => {
        const form = new FormData();
        form.set('document', await fileFrom(file, 'image/jpeg'), basename(file));
        return json(await fetch(submitUrl, { method: 'POST', headers: authorized, body: form, agent }));
      },
      stream: async (file) => {
        const form = await streams(file);
        return json(await fetch(submitUrl, { method: 'POST', headers: { ...authorized, ...form.getHeaders() }, body: form, agent }));
      },
      read: async (url, headers) => json(await fetch(url, { headers: { ...authorized, ...headers }, agent })),
    };
  },

  async superagent() {
    const { default: superagent } = await import('superagent');
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    const told = ({ status, body }) => ({ status, body });
    const submit = async (file) => told(await superagent.post(submitUrl).agent(agent).set(authorized).ok(() => true)
      .buffer(true).parse((response, done) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => done(null, JSON.parse(text)));
      })
      .attach('document', file));
    return {
      submit,
      stream: submit, // it always sends a form in chunks or with a length as it sees fit
      read: async (url, headers) => told(await superagent.get(url).agent(agent).set({ ...authorized, ...headers }).ok(() => true)),
    };
  },

  async ky() {
    const { default: ky } = await import('ky');
    const client = ky.create({ headers: authorized, throwHttpErrors: false, retry: 0 });
    return {
      submit: async (file) => json(await client.post(submitUrl, { body: await blobs(file) })),
      read: async (url, headers) => json(await client.get(url, { headers })),
    };
  },

  // The library of Kairos' own samples.
  async request() {
    const request = require('request').defaults({ headers: authorized, json: true, forever: true });
    const sent = (options) => new Promise((resolve, reject) => request(options, (error, response, body) =>
      error ? reject(error) : resolve({ status: response.statusCode, body })));
    return {
      submit: (file) => sent({ method: 'POST', url: submitUrl, formData: { document: createReadStream(file) } }),
      stream: (file) => sent({ method: 'POST', url: submitUrl, preambleCRLF: true, postambleCRLF: true, multipart: {
        chunked: true,
        data: [{ 'Content-Disposition': 'form-data; name="document"; filename="document.jpg"', body: createReadStream(file) }],
      }, headers: { 'Content-Type': 'multipart/form-data' } }),
      read: (url, headers) => sent({ url, headers }),
    };
  },
};

async function outcome(call) {
  try {
    const { status, body } = await call();
    return `${status} ${body?.code ?? body?.status}`;
  } catch (error) {
    return `lost: ${error.code ?? error.cause?.code ?? error.name}`;
  }
}

async function useLibrary(name) {
  const client = await libraries[name]();
  print('version', client.version ?? require(`./node_modules/${name}/package.json`).version);
  let id;
  print('submit', await outcome(async () => {
    const answer = await client.submit(PICTURE);
    id = answer.body.id;
    return answer;
  }));
  if (client.stream) print('stream', await outcome(() => client.stream(PICTURE)));
  print('refused', await outcome(() => client.submit(TEXT)));
  print('again', await outcome(() => client.submit(PICTURE)));
  print('refused-big', await outcome(() => client.submit(BIG)));
  print('again-big', await outcome(() => client.submit(PICTURE)));
  print('watch', await outcome(() => client.read(`${submitUrl.replace(/document$/, id)}`, { Prefer: 'wait=20' })));
}

// Event streams: what was delivered, and whether the client stops after the decision.
async function submitted() {
  return (await (await fetch(submitUrl, { method: 'POST', headers: authorized, body: await blobs(PICTURE) })).json()).id;
}

const streaming = {
  async eventsource() {
    const { EventSource } = await import('eventsource');
    const seen = [];
    let requests = 0;
    const source = new EventSource(`${GATEWAY_URL}/v1/verifications/${await submitted()}/events`, {
      fetch: (url, init) => (requests++, fetch(url, { ...init, headers: { ...init.headers, ...authorized } })),
    });
    const stopped = new Promise((resolve) => {
      for (const name of ['message', 'status', 'decision']) source.addEventListener(name, (event) => seen.push(name + (event.data ? '' : ' empty')));
      source.addEventListener('error', () => source.readyState === EventSource.CLOSED && resolve());
    });
    await stopped;
    print('events', seen.join(','));
    print('reconnect', `stopped after ${requests} requests`);
  },

  async 'fetch-event-source'() {
    globalThis.window = globalThis;
    globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
    const { fetchEventSource } = await import('@microsoft/fetch-event-source/lib/cjs/index.js');
    const seen = [];
    const abort = new AbortController();
    await fetchEventSource(`${GATEWAY_URL}/v1/verifications/${await submitted()}/events`, {
      headers: authorized,
      signal: abort.signal,
      onmessage(event) {
        seen.push((event.event || 'message') + (event.data ? '' : ' empty'));
        if (event.event === 'decision') abort.abort();
      },
    });
    print('events', seen.join(','));
    print('reconnect', 'closed by the page');
  },
};

const [name] = process.argv.slice(2);
if (streaming[name]) {
  print('version', require(`./node_modules/${name === 'eventsource' ? name : `@microsoft/${name}`}/package.json`).version);
  await streaming[name]();
} else {
  await useLibrary(name);
}
process.exit(0);
