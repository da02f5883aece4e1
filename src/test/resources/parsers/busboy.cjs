// Reads uploads as busboy does, and with it multer and Fastify. In: a number of bodies, then each with its Content-Type; out: a line of JSON for each.
const busboy = require('busboy')

const table = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1
  return n >>> 0
})
const crc32 = bytes => (bytes.reduce((crc, one) => table[(crc ^ one) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0

const part = (name, file, bytes) => [name, file, bytes.length, crc32(bytes)]

const partsOf = (contentType, body) =>
  new Promise((resolve, reject) => {
    const parts = []
    const parser = busboy({ headers: { 'content-type': contentType } })
    parser.on('file', (name, stream) => {
      const at = parts.push(null) - 1
      const chunks = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => { parts[at] = part(name, true, Buffer.concat(chunks)) })
      stream.on('error', reject)
    })
    parser.on('field', (name, value) => {
      // Of a field busboy gives a text; what is not ASCII may be decoded with loss.
      parts.push(part(name, false, Buffer.from(value.replace(/[^\x00-\x7f]/g, ''), 'latin1')))
    })
    parser.on('error', reject)
    parser.on('close', () => resolve(parts))
    parser.end(body)
  })

const main = async () => {
  let buffered = Buffer.alloc(0)
  const chunks = process.stdin[Symbol.asyncIterator]()
  const exactly = async length => {
    while (buffered.length < length) {
      const { value, done } = await chunks.next()
      if (done) return null
      buffered = Buffer.concat([buffered, value])
    }
    const bytes = buffered.subarray(0, length)
    buffered = buffered.subarray(length)
    return bytes
  }
  console.log(JSON.stringify('ready'))
  for (let count = await exactly(4); count; count = await exactly(4)) {
    const answers = []
    for (let left = count.readUInt32BE(); left > 0; left--) {
      const lengths = await exactly(8)
      const contentType = (await exactly(lengths.readUInt32BE(0))).toString('latin1')
      const body = await exactly(lengths.readUInt32BE(4))
      answers.push(await partsOf(contentType, body).catch(refused => `refused: ${refused.message}`))
    }
    process.stdout.write(answers.map(answer => JSON.stringify(answer) + '\n').join(''))
  }
}

main()
