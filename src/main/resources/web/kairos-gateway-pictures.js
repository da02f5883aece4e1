/**
 * Makes pictures into what the gateway takes: a photo with too many pixels or bytes is made smaller, and whatever else the browser can read,
 * such as HEIC on Apple's devices, becomes a JPEG. What fits already, and what is no picture, stays as it is, byte for byte.
 * kairos-gateway.js loads this file when there is one to be sent.
 */

/** What is taken where the gateway does not say it. */
const SIDE = 5000;
const BYTES = 15 * 1024 * 1024;

const QUALITY = 0.92;
/** How many pixels are tried one after the other: some browsers draw no more than 2 ^ 24, and what is too heavy has to be less. */
const AREAS = [Infinity, 2 ** 24, 2 ** 23];
/** A JPEG says its size after all that cameras put before it. */
const HEAD = 1 << 20;
const LIMITS_WAIT = 5_000;

/**
 * @param url below which the verifications are
 * @param longest another limit for the long side, where it is a number
 * @return a function that gives the file to send; `from` and `to` where it is another one, `unknown` where the browser cannot read it
 */
export async function to(url, longest) {
  const told = await limits(new URL('../limits', url));
  const side = Math.min(told.side, Number.isFinite(longest) ? longest : Infinity);
  return async (part, file) => {
    const { type, taken, width, height } = await head(file).catch(() => ({}));
    const fits = (picture) => taken && picture.width && Math.max(picture.width, picture.height) <= side && file.size <= told.bytes;
    if (type === 'PDF' || fits({ width, height })) return { file };
    let picture;
    try {
      picture = await createImageBitmap(file);
      if (fits(picture)) return { file };
      const from = { type: type ?? 'other', width: picture.width, height: picture.height, size: file.size };
      for (const area of AREAS) {
        const drawn = await draw(picture, side, area);
        if (!drawn.blob || drawn.blob.size > told.bytes) continue;
        const name = type === 'JPEG' && file.name ? file.name : `${(file.name ?? part).replace(/\.\w{1,5}$/, '')}.jpg`;
        const made = new File([drawn.blob], name, { type: 'image/jpeg', lastModified: file.lastModified });
        return { file: made, from, to: { type: 'JPEG', width: drawn.width, height: drawn.height, size: made.size } };
      }
    } catch {
      // A picture that cannot be read, or that this device has no memory for.
    } finally {
      picture?.close();
    }
    return taken || !type ? { file } : { file, unknown: type };
  };
}

async function limits(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout?.(LIMITS_WAIT) });
    const told = answer.ok ? await answer.json() : {};
    return { side: told.max_pixels || SIDE, bytes: told.max_part_bytes || BYTES };
  } catch {
    return { side: SIDE, bytes: BYTES };
  }
}

/** As the photo is held: the browser has turned it by its Exif. Paper is white where nothing is. */
async function draw(picture, side, area) {
  const { width: wide, height: high } = picture;
  const scale = Math.min(1, side / Math.max(wide, high), Math.sqrt(area / (wide * high)));
  const width = Math.max(1, Math.round(wide * scale));
  const height = Math.max(1, Math.round(high * scale));
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  // Some browsers keep the memory of a canvas for long.
  canvas.width = canvas.height = 0;
  return { blob, width, height };
}

/** By its first bytes, as the gateway does: names and declared types may say anything. */
async function head(file) {
  const bytes = await file.slice(0, HEAD).arrayBuffer();
  const view = new DataView(bytes);
  const text = (from, to) => String.fromCharCode(...new Uint8Array(bytes.slice(from, to)));
  if (text(0, 3) === '\xff\xd8\xff') return { type: 'JPEG', taken: true, ...jpeg(view) };
  if (text(1, 4) === 'PNG' && bytes.byteLength > 24) {
    return { type: 'PNG', taken: true, width: view.getUint32(16), height: view.getUint32(20) };
  }
  // Some browsers read these as pictures, but as one they would lose their other pages.
  if (text(0, 1024).includes('%PDF-')) return { type: 'PDF' };
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return { type: 'WebP' };
  if (text(4, 8) === 'ftyp' && /hei|hev|mif1|msf1|avif|avis/.test(text(8, 12))) return { type: text(8, 40).includes('avi') ? 'AVIF' : 'HEIC' };
  return {};
}

/** The first frame header, over whatever lies before it; nothing where there is none so far. */
function jpeg(view) {
  for (let at = 2; at + 9 < view.byteLength; ) {
    const marker = view.getUint8(at) === 0xff ? view.getUint8(at + 1) : 0xff;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += marker === 0xff || marker === 0 ? 1 : alone ? 2 : 2 + view.getUint16(at + 2);
  }
  return {};
}
