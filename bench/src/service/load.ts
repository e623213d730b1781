import { Agent, get } from "node:http";

/**
 * Asks once and reads the answer whole.
 * @param encodings what the reader takes; default what browsers do
 */
export function read(url: string, agent: Agent, encodings = "gzip, deflate, br"): Promise<Buffer> {
  const headers = { "accept-encoding": encodings };
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(parts));
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    }).on("error", reject);
  });
}

export interface LoadOptions {
  seconds: number;
  /** Requests under way at any time, each on a connection that is kept. */
  connections: number;
}

/**
 * Asks for the same over and over.
 * @returns how many answers came, and in how many seconds
 */
export async function loadSite(
  url: string,
  { seconds, connections }: LoadOptions,
): Promise<{ answers: number; seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let answers = 0;
  const ask = async () => {
    while (performance.now() - start < 1000 * seconds) {
      await read(url, agent);
      answers++;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, ask));
    return { answers, seconds: (performance.now() - start) / 1000 };
  } finally {
    agent.destroy();
  }
}
