/**
 * The browser's side of kairos-gateway: uploads with progress, then waits for the decision by server-sent events, or by long poll where
 * something between blocks streams. No dependencies; types are in kairos-gateway.d.ts. Photos that are too large are made smaller first, by
 * kairos-gateway-pictures.js beside this file.
 *
 *   const gateway = new Gateway({ token });
 *   const verification = await gateway.verify('document', { document: file }, { onprogress, onstate, signal });
 */

/** A stream says where the verification stands at once. One that has not by now is held back by something between. */
const FIRST_EVENT = 6_000;
/** A page cannot see the comments that keep a stream alive, so it cannot tell silence from a dead connection: it asks this often. */
const SILENCE = 60_000;
/** The browser reconnects a stream by itself, after the delay that the gateway tells it; not for longer than this. */
const RECONNECT = 20_000;
/** Seconds of one long poll: below what proxies commonly allow for an answer. */
const POLL_WAIT = 25;
const SHORT_ANSWER = 15_000;
const SLOWEST_RETRY = 15_000;
/** How often an upload is repeated by itself. It carries an Idempotency-Key, so that nothing is submitted twice. */
const REPEATS = 5;
/** How long such a repetition waits for the network to come back. */
const OFFLINE = 60_000;
/** An upload in which nothing moves for so long is dead; the gateway itself gives up sooner on both sides. */
const UPLOAD_STALL = 120_000;
/** How long watching goes on without any answer. The gateway ends every verification within 15 minutes. */
const PATIENCE = 20 * 60_000;
/** The tab that asks for all asks once a minute at least. One that hears nothing of it for so long asks by itself. */
const FOLLOWED = 90_000;

/** What an attempt comes to when it neither succeeded nor failed. */
const AGAIN = 'again';
const DEAF = 'deaf';

/** The gateway, or something before it, answered with an error; `code` is one of the gateway's catalogue of problems. */
export class Problem extends Error {
  constructor({ code, status, title, detail, request_id, retryable = false }, retryAfter) {
    super(detail ?? title);
    Object.assign(this, { name: 'Problem', code, status, detail, requestId: request_id, retryable, retryAfter });
  }
}

/** No answer came, although it was asked for several times. */
export class NetworkError extends Error {
  name = 'NetworkError';
}

/** A file cannot be sent: `file_unreadable`, it was changed or removed after it was chosen, or `picture_unsupported`. */
export class FileError extends Error {
  constructor(code, part, message) {
    super(message);
    Object.assign(this, { name: 'FileError', code, part });
  }
}

export class Gateway {
  #token;
  #refresh;
  #url;

  /** @param url the gateway; where this module came from unless it is given */
  constructor({ token, refresh, url = new URL('.', import.meta.url) }) {
    this.#token = token;
    this.#refresh = refresh;
    this.#url = new URL('v1/verifications/', url);
  }

  /** Uploads, and waits for the decision. */
  async verify(kind, parts, options = {}) {
    const verification = await this.submit(kind, parts, options);
    options.onstate?.(verification);
    return verification.status === 'processing' ? this.#watch(verification.id, options, 'processing') : verification;
  }

  /** Uploads; the verification that comes of it may still be `processing`. */
  async submit(kind, parts, { onprogress, onresize, resize = true, signal, key = randomKey() } = {}) {
    const form = await attempt(signal, false, ({ resolve, reject, within }) => {
      within(UPLOAD_STALL, () => reject(new FileError('file_unreadable', undefined, 'The files could not be read in time.')));
      this.#form(parts, resize, onresize).then(resolve, reject);
    });
    const send = () => this.#upload(kind, form, key, onprogress, signal);
    for (let repeats = 0; ; repeats++) {
      try {
        // Never repeated with another token: a key is its token's own, and the upload might be paid for twice.
        return await (repeats ? send() : this.#authorized({ kind }, send));
      } catch (error) {
        if (!passing(error) || repeats === REPEATS) throw error;
        await pause(error.retryAfter ?? (navigator.onLine ? backoff(repeats) : OFFLINE), signal);
      }
    }
  }

  /** Waits for the decision. Nothing more is asked for once it is there. */
  watch(id, options = {}) {
    return this.#watch(id, options);
  }

  async #watch(id, { onstate, signal }, status) {
    let streams = 'EventSource' in globalThis;
    const lead = async (tell, signal) => {
      let failures = 0;
      let answered = Date.now();
      for (;;) {
        const token = this.#token;
        const heard = streams ? await this.#stream(id, tell, signal) : AGAIN;
        if (heard.id) return heard;
        const asked = Date.now();
        try {
          const state = await this.#authorized({ id }, () => this.#ask(id, streams ? 0 : POLL_WAIT, signal));
          if (state === AGAIN) continue;
          failures = 0;
          answered = Date.now();
          if (state.verification.status !== 'processing') return state.verification;
          tell(state.verification);
          // The plain question came through with the same token, and the stream did not.
          if (heard === DEAF && token === this.#token) streams = false;
          else if (!streams && answered - asked < 1000) await pause(state.retryAfter ?? 2000, signal);
        } catch (error) {
          if (!passing(error) || Date.now() - answered > PATIENCE) throw error;
          await pause(error.retryAfter ?? backoff(failures++), signal);
        }
      }
    };
    // The end of a token tells tokens apart, and is of no use without the rest.
    return together(`kairos-gateway ${id} ${this.#token.slice(-16)}`, signal, lead, (verification) => {
      if (verification.status === status) return;
      status = verification.status;
      onstate?.(verification);
    });
  }

  /** The files are looked at now: the browser says of one that it cannot read no more than that the connection was lost. */
  async #form(parts, resize, onresize) {
    const form = new FormData();
    let fit;
    for (const [name, value] of Object.entries(parts)) {
      if (!(value instanceof Blob)) {
        if (value != null) form.append(name, String(value));
        continue;
      }
      if (!(await readable(value))) throw unreadable(name);
      // Where it cannot be loaded, the gateway judges the files as they are.
      if (resize) fit ??= await import('./kairos-gateway-pictures.js').then((pictures) => pictures.to(this.#url, resize), () => (part, file) => ({ file }));
      const { file, from, to, unknown } = resize ? await fit(name, value) : { file: value };
      if (unknown) {
        throw new FileError('picture_unsupported', name, `This browser cannot read ${unknown} pictures; choose a JPEG or PNG one for ${name}.`);
      }
      if (to) onresize?.({ part: name, from, to });
      form.append(name, file);
    }
    return form;
  }

  /** A token that is refused is replaced once; what it is for is told to the callback. */
  async #authorized(purpose, send) {
    try {
      return await send();
    } catch (error) {
      if (error.status !== 401 || !this.#refresh) throw error;
      this.#token = await this.#refresh(purpose);
      return send();
    }
  }

  /** XMLHttpRequest, because fetch does not tell how much of a body is sent. */
  #upload(kind, form, key, onprogress, signal) {
    const request = new XMLHttpRequest();
    return attempt(signal, false, ({ over, resolve, reject, within }) => {
      const lost = async () => {
        for (const [name, value] of form) if (value instanceof Blob && !(await readable(value))) reject(unreadable(name));
        reject(new NetworkError('The connection was lost during the upload.'));
      };
      within(UPLOAD_STALL, lost);
      request.open('POST', new URL(kind, this.#url));
      request.setRequestHeader('Authorization', `Bearer ${this.#token}`);
      request.setRequestHeader('Idempotency-Key', key);
      request.upload.onprogress = (event) => {
        within(UPLOAD_STALL, lost);
        if (event.lengthComputable) onprogress?.(progress(form, event));
      };
      request.onload = () => {
        const { status, responseText: text } = request;
        const read = json(text);
        if (status < 300 && read?.id) resolve(read);
        else reject(problem(status, read, request.getResponseHeader('Retry-After')));
      };
      request.onerror = lost;
      over(() => request.abort());
      request.send(form);
    });
  }

  #stream(id, tell, signal) {
    return attempt(signal, true, ({ over, resolve, reject, within }) => {
      const source = new EventSource(new URL(`${id}/events?token=${encodeURIComponent(this.#token)}`, this.#url));
      over(() => source.close());
      let outcome = DEAF;
      within(FIRST_EVENT, () => resolve(DEAF));
      source.addEventListener('status', (event) => {
        outcome = AGAIN;
        within(SILENCE, () => resolve(AGAIN));
        tell(JSON.parse(event.data));
      });
      source.addEventListener('decision', (event) => resolve(JSON.parse(event.data)));
      source.addEventListener('deleted', () =>
        reject(new Problem({ status: 410, code: 'gone', detail: 'The verification has been deleted.' })));
      source.onerror = () => {
        if (outcome === DEAF || source.readyState === EventSource.CLOSED) resolve(outcome);
        else within(RECONNECT, () => resolve(AGAIN));
      };
    });
  }

  #ask(id, wait, signal) {
    return attempt(signal, true, ({ over, resolve, reject, within }) => {
      const cancel = new AbortController();
      over(() => cancel.abort());
      const lost = () => reject(new NetworkError('The gateway cannot be reached.'));
      within(wait * 1000 + SHORT_ANSWER, lost);
      const headers = { Authorization: `Bearer ${this.#token}` };
      if (wait) headers.Prefer = `wait=${wait}`;
      fetch(new URL(id, this.#url), { headers, cache: 'no-store', signal: cancel.signal })
        .then(async (response) => {
          const read = json(await response.text());
          const later = response.headers.get('Retry-After');
          if (response.ok && read?.id) resolve({ verification: read, retryAfter: millis(later) });
          else reject(problem(response.status, read, later));
        })
        .catch(lost);
    });
  }
}

/**
 * Runs something that may be ended from outside: by the caller's signal, by a time limit, and, where `wakes`, by the page coming back
 * from sleep or to the network, after which connections that look alive may be dead.
 */
function attempt(signal, wakes, begin) {
  const listeners = new AbortController();
  const clean = [() => listeners.abort()];
  let timer;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const listen = (target, type, listener) => target?.addEventListener(type, listener, { signal: listeners.signal });
    listen(signal, 'abort', () => reject(signal.reason));
    if (wakes) {
      listen(globalThis, 'online', () => resolve(AGAIN));
      listen(globalThis.document, 'visibilitychange', () => document.visibilityState === 'visible' && resolve(AGAIN));
    }
    const within = (millis, late) => {
      clearTimeout(timer);
      timer = setTimeout(late, millis);
    };
    begin({ over: (end) => clean.push(end), listen, resolve, reject, within });
  }).finally(() => {
    clearTimeout(timer);
    clean.forEach((end) => end());
  });
}

/**
 * A browser has six connections to a host for all its tabs. Of those that watch the same with one token, one leads and tells the others what it
 * hears, and a page that is hidden does not lead. Where the browser has nothing for that, each tab asks by itself while it is seen.
 */
function together(name, signal, lead, tell) {
  return attempt(signal, false, ({ over, listen, resolve, reject, within }) => {
    const channel = channelOf(name);
    let turn;
    let led;
    let last;
    const hear = (verification) => {
      last = verification;
      tell(verification);
      if (verification.status !== 'processing') resolve(verification);
    };
    const say = (verification) => {
      channel?.postMessage(verification);
      hear(verification);
    };
    const begin = () => {
      const mine = turn?.signal;
      return (led ??= mine && lead(say, mine).then((end) => mine.aborted || say(end), (error) => mine.aborted || reject(error)));
    };
    const follow = () => led || within(FOLLOWED, begin);
    const look = () => {
      turn?.abort();
      turn = led = undefined;
      if (globalThis.document?.visibilityState === 'hidden') return;
      const { signal: mine } = (turn = new AbortController());
      if (!channel) return void begin();
      follow();
      // Asks what has been told already.
      channel.postMessage(null);
      navigator.locks.request(name, { signal: mine }, begin).catch(() => mine.aborted || begin());
    };
    if (channel) {
      channel.onmessage = ({ data }) => {
        if (data) hear(data);
        else if (led && last) channel.postMessage(last);
        follow();
      };
      over(() => channel.close());
    }
    over(() => turn?.abort());
    listen(globalThis.document, 'visibilitychange', look);
    look();
  });
}

/** Nothing where a page may not have one, and nothing without the locks that say who leads. */
function channelOf(name) {
  try {
    return navigator.locks && new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** One byte tells: the browser holds a file to what it was when it was chosen. One that is gone may look empty, and a part of nothing can be read. */
function readable(file) {
  return (file.size ? file.slice(0, 1) : file).arrayBuffer().then(() => true, () => false);
}

function unreadable(part) {
  return new FileError('file_unreadable', part, `The file for ${part} was changed or removed after it was chosen; choose it again.`);
}

function pause(millis, signal) {
  return attempt(signal, true, ({ resolve, within }) => within(millis, () => resolve(AGAIN)));
}

function passing(error) {
  return error instanceof NetworkError || error.retryable === true;
}

function backoff(failures) {
  return Math.min(1000 * 2 ** failures, SLOWEST_RETRY) * (0.5 + Math.random() / 2);
}

/** Not crypto.randomUUID, which pages without TLS do not have. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The parts go out in their order; what the body has beside them is spread over them evenly. */
function progress(form, { loaded, total }) {
  const sizes = [...form].map(([name, value]) => ({ name, size: value.size ?? value.length }));
  const beside = (total - sizes.reduce((sum, { size }) => sum + size, 0)) / sizes.length;
  let rest = loaded;
  const parts = sizes.map(({ name, size }) => {
    const sent = Math.min(Math.max(0, Math.round(rest - beside)), size);
    rest -= size + beside;
    return { name, loaded: sent, total: size };
  });
  return { loaded, total, parts, part: parts.find((part) => part.loaded < part.total)?.name ?? parts.at(-1)?.name };
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What answers with neither a verification nor a problem is not the gateway, but something before it. */
function problem(status, read, later) {
  const other = { status, code: 'unknown', detail: `Something before the gateway answered with status ${status}.`, retryable: status > 501 };
  return new Problem(read?.code ? read : other, millis(later));
}

function millis(seconds) {
  return seconds > 0 ? seconds * 1000 : undefined;
}
