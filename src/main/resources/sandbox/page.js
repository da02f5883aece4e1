import { Gateway } from '/kairos-gateway.js';
import { megabytes, wrongTogether } from './checks.js';
import { element, show } from './outcome.js';
import { PARTS, Slot } from './slots.js';
import * as words from './words.js';

const KINDS = {
  'full-id': { required: ['selfie', 'document'], optional: ['document_back'], extra: 'profile' },
  document: { required: ['document'], optional: ['document_back'] },
  biometric: { required: ['selfie', 'image'], optional: [], extra: 'image_multiface' },
  liveness: { required: ['selfie'], optional: [], extra: 'threshold' },
};

const EXTRAS = {
  profile: {
    label: 'Profile',
    hint: 'How strict Kairos is.',
    control: () => choice('profile', { '': "Kairos' own choice", 'permissive-v0': 'Permissive', 'optimal-v0': 'Optimal', 'strict-v0': 'Strict' }),
  },
  image_multiface: {
    label: 'Several faces in the picture',
    hint: 'Whether the picture to compare may show more than one face.',
    control: () => choice('image_multiface', { '': 'Not said', true: 'Yes', false: 'No' }),
  },
  threshold: {
    label: 'Threshold',
    hint: 'From 0 to 1. A liveness below it is rejected; without one a person has to look.',
    control: () => element('input', { type: 'text', inputmode: 'decimal', id: 'threshold', name: 'threshold', value: '0.6' }),
  },
};

const at = (id) => document.getElementById(id);
const form = at('form');
let slots = [];
let running = null;

function choice(name, options) {
  const select = element('select', { id: name, name });
  Object.entries(options).forEach(([value, text]) => select.append(element('option', { value }, text)));
  return select;
}

const kind = () => form.elements.kind.value;

/** What was chosen already stays where the other kind needs it too. */
function arrange() {
  const { required, optional, extra } = KINDS[kind()];
  const before = new Map(slots.map((slot) => [slot.part, slot.file]));
  at('slots').replaceChildren();
  slots = [...required, ...optional].map((part) => new Slot(part, required.includes(part), at('slots')));
  slots.filter((slot) => before.get(slot.part)).forEach((slot) => slot.put(before.get(slot.part)));
  at('extras').replaceChildren();
  at('form-fault').textContent = '';
  if (!extra) return;
  const { label, hint, control } = EXTRAS[extra];
  const row = element('div', { class: 'extra' });
  const input = control();
  input.setAttribute('aria-describedby', `${extra}-hint`);
  row.append(element('label', { for: extra }, label), input, element('p', { class: 'quiet', id: `${extra}-hint` }, hint));
  at('extras').append(row);
}

/** Of the simulator: the first file's name says how it ends. */
async function sample(outcome) {
  await Promise.all(slots.map(async (slot, index) => {
    const { sample } = PARTS[slot.part];
    const picture = await (await fetch(`/sandbox/samples/${sample}.jpg`)).blob();
    await slot.put(new File([picture], index === 0 ? `${sample}-${outcome}.jpg` : `${sample}.jpg`, { type: 'image/jpeg' }));
  }));
  await verify();
}

async function verify() {
  if (running) return;
  running = new AbortController();
  try {
    if (await mayBeSent()) await run(running.signal);
  } finally {
    running = null;
    busy(false);
  }
}

async function mayBeSent() {
  at('form-fault').textContent = '';
  const ready = await Promise.all(slots.map((slot) => slot.ready()));
  slots[ready.indexOf(false)]?.focus();
  const threshold = form.elements.threshold;
  let fault = wrongTogether(slots.flatMap((slot) => slot.file ?? []));
  if (threshold?.value && !/^(0(\.\d{1,14})?|1(\.0{1,14})?)$/.test(threshold.value)) {
    fault = 'The threshold has to be a number from 0 to 1, such as 0.6.';
    threshold.focus();
  }
  if (fault) at('form-fault').textContent = fault;
  return !fault && ready.every(Boolean);
}

function parts() {
  const values = Object.fromEntries(slots.map((slot) => [slot.part, slot.file]));
  const { extra } = KINDS[kind()];
  return { ...values, ...(extra && { [extra]: form.elements[extra].value || null }) };
}

async function run(signal) {
  const times = new Timeline();
  busy(true);
  at('result').replaceChildren();
  say('Uploading', 'busy');
  at('run').focus();
  try {
    const gateway = new Gateway({ token: await mint({ kind: kind() }), refresh: mint });
    const decided = await gateway.verify(kind(), parts(), {
      signal,
      onprogress: (progress) => {
        at('bar').value = progress.loaded / progress.total;
        at('bytes').textContent = `${PARTS[progress.part]?.name ?? 'Details'} · ${megabytes(progress.loaded)} of ${megabytes(progress.total)}`;
        if (progress.loaded === progress.total) say('Uploaded. Kairos takes it', 'busy');
      },
      onresize: ({ part, to }) => slots.find((slot) => slot.part === part)?.resized(to),
      onstate: ({ status }) => {
        times.mark('uploaded');
        at('upload').hidden = true;
        at('cancel').textContent = 'Stop watching';
        if (status === 'processing') say('Kairos is checking', 'busy');
      },
    });
    times.mark('delivered');
    await finish(decided, times);
  } catch (error) {
    const aborted = error.name === 'AbortError';
    say(aborted ? 'Stopped.' : 'That did not work.', 'ended');
    at('form-fault').textContent = aborted ? '' : words.fault(error);
    if (!aborted && !error.code && error.name !== 'NetworkError') console.error(error);
  } finally {
    times.stop();
    at('upload').hidden = true;
  }
}

/** The token shows the status and the codes alone; the rest is what a backend would see. */
async function finish(decided, times) {
  const [full, polls] = await Promise.all([backend(`verifications/${decided.id}`), backend(`verifications/${decided.id}/polls`)]);
  times.complete(full, polls);
  say(`${words.verdict(full.status)}.`, 'ended');
  show(full, at('result'));
}

async function mint(purpose) {
  const asked = purpose.kind ? { scope: 'submit', kind: purpose.kind } : { scope: 'watch', id: purpose.id };
  return (await backend('client-tokens', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) })).token;
}

async function backend(path, options) {
  const answer = await fetch(`/sandbox/${path}`, options);
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.detail), { code: body.code, requestId: body.request_id });
  return body;
}

function say(text, state) {
  if (at('state').textContent === text) return;
  at('state').textContent = text;
  at('state').dataset.state = state;
  at('live').textContent = text;
}

function busy(yes) {
  at('submit').disabled = yes;
  document.querySelectorAll('#samples button').forEach((button) => (button.disabled = yes));
  at('cancel').hidden = !yes;
  at('cancel').textContent = 'Cancel';
  at('bar').value = 0;
  at('bytes').textContent = '';
  at('upload').hidden = !yes;
}

/** What happened when, in seconds since the upload began. The gateway's clock may differ from this one's, so only its differences are used. */
class Timeline {
  #begun = performance.now();
  #marks = {};
  #ticker = setInterval(() => this.#tick(), 100);

  constructor() {
    at('elapsed').hidden = false;
    at('timeline').hidden = false;
    this.#tick();
    this.#draw();
  }

  mark(name) {
    this.#marks[name] ??= performance.now() - this.#begun;
    this.#draw();
  }

  complete({ submitted_at: submitted, decided_at: decided }, polls) {
    const after = (time) => Math.min(this.#marks.uploaded + Math.max(0, time - Date.parse(submitted)), this.#marks.delivered);
    this.#marks.asked = polls.length ? after(polls[0]) : this.#marks.uploaded;
    this.#marks.decided = decided ? after(Date.parse(decided)) : undefined;
    this.#draw(polls.length);
  }

  stop() {
    clearInterval(this.#ticker);
    this.#tick();
  }

  #tick() {
    at('elapsed').textContent = seconds(this.#marks.delivered ?? performance.now() - this.#begun);
  }

  #draw(polls) {
    const asked = polls === 0 ? 'Kairos answered the upload itself' : polls > 1 ? `Kairos asked, ${polls} times` : 'Kairos asked';
    const steps = { uploaded: 'Uploaded', asked, decided: 'Decided', delivered: 'Delivered to this page' };
    at('timeline').replaceChildren(...Object.entries(steps).map(([name, text]) => {
      const step = element('li', this.#marks[name] === undefined ? {} : { class: 'done' });
      step.append(element('span', {}, text));
      if (this.#marks[name] !== undefined) step.append(element('time', {}, seconds(this.#marks[name])));
      return step;
    }));
  }
}

const seconds = (millis) => `${(millis / 1000).toFixed(1)} s`;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  verify();
});
form.querySelectorAll('[name=kind]').forEach((radio) => radio.addEventListener('change', arrange));
at('cancel').addEventListener('click', () => running?.abort());
at('samples').addEventListener('click', (event) => event.target.dataset.words && sample(event.target.dataset.words));
arrange();
