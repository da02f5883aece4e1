// A contender of the benchmark: the event streams that one writes first. GET /sub/ID waits, POST /pub/ID tells all who do; a comment every 15 s.
const http = require('node:http');

const waiting = new Map();

http.createServer((request, response) => {
  const [, verb, id] = request.url.split('/');
  if (verb === 'sub') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': open\n\n');
    if (!waiting.has(id)) waiting.set(id, new Set());
    waiting.get(id).add(response);
    response.on('close', () => waiting.get(id)?.delete(response));
    return;
  }
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    for (const stream of waiting.get(id) ?? []) stream.end(`event: decision\ndata: ${body}\n\n`);
    waiting.delete(id);
    response.end('{}');
  });
}).listen(Number(process.env.PORT), '127.0.0.1', 4096);

setInterval(() => {
  for (const streams of waiting.values()) for (const stream of streams) stream.write(': hb\n\n');
}, 15_000).unref();
process.on('SIGTERM', () => process.exit(0));
