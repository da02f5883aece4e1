/** What the gateway checks as well, told before a byte is sent. */

export const MEGABYTE = 1024 * 1024;
const FILE = 15 * MEGABYTE;
const ALL = 32 * MEGABYTE;
/** What is larger is made smaller by the module, which leaves this much of the longer side. */
const PIXELS = { least: 300, most: 5000 };

const STARTS = { 'image/jpeg': [0xff, 0xd8, 0xff], 'image/png': [0x89, 0x50, 0x4e, 0x47], 'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d] };

export const megabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;

/** @return what is wrong with the file in plain words, or nothing */
export async function wrong(file, types) {
  const type = await typeOf(file);
  if (type === 'application/pdf') {
    if (!types.includes(type)) return unusable(file, type, types);
    return file.size > FILE ? `This file has ${megabytes(file.size)}. It may have 15 MB at most.` : undefined;
  }
  const { width, height } = await size(file);
  // Of another kind, such as HEIC: the module makes a JPEG of it where the browser can read it.
  if (!width) return type ? 'This picture is damaged and cannot be read. Please choose another one.' : unusable(file, type, types);
  if (Math.min(width, height) < PIXELS.least) {
    return `This picture is too small: ${width} × ${height} pixels. Each side needs ${PIXELS.least} pixels at least.`;
  }
  if ((Math.min(width, height) / Math.max(width, height)) * PIXELS.most < PIXELS.least) {
    return `This picture is too long and narrow: ${width} × ${height} pixels.`;
  }
  return undefined;
}

/** @return what is wrong with all files together, or nothing */
export function wrongTogether(files) {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return bytes > ALL ? `The files have ${megabytes(bytes)} together. They may have 32 MB at most.` : undefined;
}

/** By its first bytes, as the gateway does: names and declared types may say anything. */
async function typeOf(file) {
  const start = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  return Object.keys(STARTS).find((type) => STARTS[type].every((byte, at) => start[at] === byte));
}

function unusable(file, type, types) {
  const wanted = types.includes('application/pdf') ? 'a JPEG or PNG picture or a PDF' : 'a JPEG or PNG picture';
  if (/\.hei[cf]$/i.test(file.name)) return `HEIC photos cannot be used. Please choose ${wanted}.`;
  if (type === 'application/pdf') return `A PDF cannot be used here. Please choose ${wanted}.`;
  return file.size === 0 ? 'This file is empty. Please choose another one.' : `This is not ${wanted}. Please choose another file.`;
}

async function size(file) {
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    picture.close();
    return { width, height };
  } catch {
    return {};
  }
}
