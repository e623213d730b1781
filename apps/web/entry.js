// What the built server starts with: it settles the site's address and puts our headers on every answer, files too.
import { headers } from "./headers.js";

/** Filled in below for every request, whatever a client sends in their place. */
const [protocolHeader, hostHeader] = ["x-offprint-protocol", "x-offprint-host"];

const origin = readOrigin(process.env.ORIGIN);
if (origin) {
  process.env.PROTOCOL_HEADER = protocolHeader;
  process.env.HOST_HEADER = hostHeader;
  delete process.env.PORT_HEADER;
} else {
  // Without a proxy that says otherwise, readers come by HTTP, as this server speaks nothing else.
  process.env.PROTOCOL_HEADER ||= protocolHeader;
}

function readOrigin(text) {
  if (!text) return null;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/") return url;
  console.error(`ORIGIN must be an address like https://papers.example.org, not "${text}".`);
  process.exit(1);
}

const sent = Object.entries({
  ...headers,
  ...(origin?.protocol === "https:" && {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
  }),
});

// Only now, since it reads the environment when it is loaded.
const { server, host, port, path } = await import("./server/adapter-index.js");
server.prependListener("request", (request, response) => {
  for (const [name, value] of sent) response.setHeader(name, value);
  request.headers[protocolHeader] = origin ? origin.protocol.slice(0, -1) : "http";
  if (origin) request.headers[hostHeader] = origin.host;
});

// Longer than the minute for which proxies commonly keep idle connections: whoever closes first must not be us, while a
// request is on its way.
server.keepAliveTimeout = 75_000;

// A client that keeps its connection after the last answer would keep the server from ending.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => setInterval(() => server.closeIdleConnections(), 100).unref());
}

export { server, host, port, path };
