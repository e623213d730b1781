// npm start: installs what is missing, builds what is stale, serves the site.
import { createServer } from "node:net";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkNodeVersion, ensureInstalled, fail, pinnedNode, root } from "./bootstrap.mjs";
import { ensureBuilt } from "./build.mjs";

const host = process.env.HOST || "127.0.0.1";
const port = readPort(process.env.PORT || "3000");

function readPort(text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  return fail(`PORT must be a number from 1 to 65535, not "${text}".`);
}

/** Resolves if the port can be had; ends with one line otherwise. */
function checkPort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => fail(portProblem(error)));
    probe.listen(port, host, () => probe.close(resolve));
  });
}

function portProblem(error) {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`;
  }
  if (error.code === "EACCES")
    return `Port ${port} needs administrator rights. Choose one above 1023, e.g. PORT=3000.`;
  return `${host}:${port} cannot be listened on (${error.code}). Check HOST and PORT.`;
}

checkNodeVersion();
await checkPort();
await ensureInstalled();
await ensureBuilt();

const shownHost = host === "127.0.0.1" || host === "0.0.0.0" || host === "::" ? "localhost" : host;
const address = `http://${shownHost.includes(":") ? `[${shownHost}]` : shownHost}:${port}`;
const server = spawn(pinnedNode, [join(root, "apps/web/build/index.js")], {
  stdio: ["inherit", "pipe", "inherit"],
  env: { ...process.env, HOST: host, PORT: String(port), ORIGIN: process.env.ORIGIN ?? address },
});
// The server's first words say that it listens; ours say where, as a browser wants it.
server.stdout.once("data", () => {
  console.log(`Offprint is at ${address}  (Ctrl-C stops it)`);
  server.stdout.pipe(process.stdout);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
