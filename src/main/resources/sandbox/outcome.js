import * as words from './words.js';

const ICONS = { approved: 'M7 17l6 6 13-14', rejected: 'M9 9l14 14M23 9L9 23', failed: 'M9 9l14 14M23 9L9 23', review: 'M16 7v11M16 24v.5', timed_out: 'M16 8v9l6 3' };

/** Shows a decision: the verdict, why, and what Kairos read off the pictures. */
export function show(verification, into) {
  const data = verification.result?.response_data ?? {};
  const card = element('section', { class: 'card', 'aria-labelledby': 'verdict' });
  card.append(verdict(verification), ...reasons(verification), ...measures(data), ...scores(verification.scores), ...paper(data.document?.data), raw(verification));
  into.replaceChildren(card);
  card.querySelector('#verdict').focus();
}

function verdict({ status, next_action: action }) {
  const box = element('div', { class: `verdict ${status}` });
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  icon.setAttribute('viewBox', '0 0 32 32');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[status] ?? ICONS.review);
  icon.append(path);
  const text = element('div');
  text.append(element('h2', { id: 'verdict', tabindex: '-1' }, words.verdict(status)), element('p', {}, words.next(action)));
  box.append(icon, text);
  return box;
}

function reasons({ reasons }) {
  if (!reasons?.length) return [];
  const list = element('ul', { class: 'reasons' });
  for (const reason of reasons) {
    const item = element('li', {}, words.reason(reason.code));
    const sure = typeof reason.confidence === 'number' ? ` · ${(reason.confidence * 100).toFixed(1)} % sure` : '';
    item.append(element('code', {}, `${reason.code}${sure}`));
    list.append(item);
  }
  return [element('h3', {}, 'Why'), list];
}

function measures(data) {
  const found = [
    ['Face match', data.biometric?.face_match_confidence],
    ['Liveness', data.biometric?.selfie?.faces_liveness ?? data.faces_liveness],
  ].filter(([, value]) => typeof value === 'number');
  if (!found.length) return [];
  const rows = found.map(([name, value]) => {
    const row = element('div', { class: 'measure' });
    const bar = element('meter', { min: 0, max: 1, low: 0.4, high: 0.7, optimum: 1, value, 'aria-label': name });
    row.append(element('span', {}, name), bar, element('span', {}, percent(value)));
    return row;
  });
  return [element('h3', {}, 'Face'), ...rows];
}

function scores(scores) {
  const found = Object.entries(scores ?? {}).filter(([, value]) => value !== null);
  if (!found.length) return [];
  const list = element('dl', { class: 'scores' });
  for (const [name, value] of found) {
    const pair = element('div');
    pair.append(element('dt', {}, words.field(name)), element('dd', {}, String(value)));
    list.append(pair);
  }
  return [element('h3', {}, 'Scores'), list];
}

function paper(data) {
  if (!data) return [];
  const table = element('table');
  const body = element('tbody');
  for (const [name, value] of Object.entries(data)) {
    // The parts of a date stand beside it.
    if (value === null || typeof value === 'object' || /_(day|month|year)$/.test(name)) continue;
    const row = element('tr');
    row.append(element('th', { scope: 'row' }, words.field(name)), element('td', {}, String(value)));
    body.append(row);
  }
  table.append(element('caption', { class: 'unseen' }, 'What was read off the document'), body);
  return [element('h3', {}, 'Document'), table];
}

function raw(verification) {
  const details = element('details');
  details.append(
    element('summary', {}, 'Raw JSON'),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': 'Raw JSON' }, JSON.stringify(verification, null, 2)),
  );
  return details;
}

export function element(name, attributes = {}, text) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text !== undefined) made.textContent = text;
  return made;
}

const percent = (value) => `${Math.round(value * 100)} %`;
