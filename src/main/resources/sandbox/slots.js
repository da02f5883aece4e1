import { megabytes, wrong } from './checks.js';

const FACE = ['image/jpeg', 'image/png'];
const PAPER = [...FACE, 'application/pdf'];

/** By the names of the gateway's parts. */
export const PARTS = {
  selfie: { name: 'Selfie', types: FACE, camera: 'user', sample: 'selfie' },
  document: { name: 'Document, front', types: PAPER, camera: 'environment', sample: 'document' },
  document_back: { name: 'Document, back', types: PAPER, camera: 'environment', sample: 'document_back' },
  image: { name: 'Picture to compare', types: FACE, camera: 'user', sample: 'image' },
};

/** One picture of the form: chosen or photographed, previewed, and checked as soon as it is there. */
export class Slot {
  file = null;
  fault = '';
  #checking = Promise.resolve();
  #parts;

  constructor(part, required, parent) {
    const { name, types, camera } = PARTS[part];
    this.part = part;
    this.required = required;
    this.name = name;
    this.types = types;
    this.element = document.getElementById('slot').content.firstElementChild.cloneNode(true);
    const find = (selector) => this.element.querySelector(selector);
    this.#parts = { preview: find('.preview'), chosen: find('.chosen'), fault: find('.fault'), remove: find('.remove'), choose: find('.choose') };
    this.element.dataset.part = part;
    find('.name').textContent = required ? name : `${name} (optional)`;
    find('.name').id = `${part}-name`;
    this.element.setAttribute('aria-labelledby', `${part}-name`);
    find('.hint').textContent = types === PAPER ? 'JPEG, PNG or PDF, up to 15 MB' : 'JPEG or PNG, up to 15 MB';
    find('.hint').id = `${part}-hint`;
    this.#parts.fault.id = `${part}-fault`;
    find('.choose').accept = types.join();
    find('.take').setAttribute('capture', camera);
    for (const [selector, does] of [['.choose', 'choose a file'], ['.take', 'take a photo']]) {
      const input = find(selector);
      input.setAttribute('aria-label', `${name}: ${does}`);
      input.setAttribute('aria-describedby', `${part}-hint ${part}-fault`);
      input.addEventListener('change', () => input.files[0] && this.put(input.files[0]));
    }
    this.#parts.remove.setAttribute('aria-label', `${name}: remove`);
    this.#parts.remove.addEventListener('click', () => {
      this.put(null);
      this.#parts.choose.focus();
    });
    this.#preview();
    parent.append(this.element);
  }

  put(file) {
    this.file = file;
    this.#say('');
    this.element.querySelectorAll('input').forEach((input) => (input.value = ''));
    this.#parts.chosen.textContent = file ? `${file.name} · ${megabytes(file.size)}` : '';
    this.#parts.remove.hidden = !file;
    this.#preview();
    this.#checking = file ? this.#check(file) : Promise.resolve();
    return this.#checking;
  }

  /** That something smaller is sent in its place. */
  resized({ width, height }) {
    this.#parts.chosen.textContent += ` · sent with ${width} × ${height} pixels`;
  }

  /** Whether it may be sent; what is wrong stands beside it. */
  async ready() {
    await this.#checking;
    if (this.required && !this.file) this.#say(`Please add this picture: ${this.name.toLowerCase()}.`);
    return !this.fault;
  }

  focus() {
    this.#parts.choose.focus();
  }

  async #check(file) {
    const fault = await wrong(file, this.types);
    if (this.file === file) this.#say(fault ?? '');
  }

  #say(fault) {
    this.fault = fault;
    this.#parts.fault.textContent = fault;
    this.#parts.choose.setAttribute('aria-invalid', String(!!fault));
  }

  #preview() {
    const { preview } = this.#parts;
    preview.querySelectorAll('img').forEach((old) => URL.revokeObjectURL(old.src));
    preview.classList.toggle('filled', !!this.file);
    preview.textContent = this.file ? 'PDF' : 'No picture';
    if (!this.file || this.file.name.toLowerCase().endsWith('.pdf')) return;
    const img = new Image();
    img.alt = '';
    img.src = URL.createObjectURL(this.file);
    img.onload = () => img.isConnected || URL.revokeObjectURL(img.src);
    img.onerror = () => img.isConnected && (preview.textContent = 'No preview');
    preview.replaceChildren(img);
  }
}
