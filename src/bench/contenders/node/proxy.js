// A contender of the benchmark: http-proxy, with as many workers as nginx has and connections kept on both sides.
const cluster = require('node:cluster');
const http = require('node:http');

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  process.on('SIGTERM', () => process.exit(0)); // the workers end with the channel to this process
} else {
  process.on('disconnect', () => process.exit(0));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1000 });
  const proxy = require('http-proxy').createProxyServer({ target: process.env.UPSTREAM, agent, ignorePath: true });
  proxy.on('error', (error, request, response) => {
    if (response.writeHead && !response.headersSent) response.writeHead(502);
    response.end();
  });
  const server = http.createServer((request, response) => proxy.web(request, response));
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 600_000;
  server.listen(Number(process.env.PORT), '127.0.0.1');
}
