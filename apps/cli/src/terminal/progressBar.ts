import type { Style, Terminal } from "./terminal.ts";

/** Shows how far something is: a bar that redraws itself on a terminal, a line now and then elsewhere. */
export interface ProgressBar {
  /** @param done part of `total`, whole or not */
  update(done: number, total: number, note?: string): void;
  /** Takes the bar away. */
  clear(): void;
}

const barWidth = 24;
const redrawEvery = 100;
/** Milliseconds between plain lines. */
const lineEvery = 10_000;

/** @param part from 0 to 1 */
export function drawBar(style: Style, part: number): string {
  const filled = Math.round(Math.min(1, part) * barWidth);
  return "█".repeat(filled) + style.dim("░".repeat(barWidth - filled));
}

/** Work that was done at the first update took no time here: the estimate of what is left leaves it out. */
export function progressBar(terminal: Terminal, label: string, now = () => performance.now()): ProgressBar {
  const started = now();
  let last = -Infinity;
  let lastLine = "";
  let offset: number | undefined;
  const left = (done: number, total: number) => {
    const own = done - (offset ?? 0);
    return own > 0 ? ((now() - started) / own) * (total - done) : undefined;
  };
  const draw = (done: number, total: number, note: string) => {
    const bar = drawBar(terminal.style, total > 0 ? done / total : 1);
    terminal.errRaw(`\r\u001b[2K${label} ${bar} ${describe(done, total, note)}`);
  };
  const writeLine = (line: string) => {
    if (line !== lastLine) terminal.err(line);
    lastLine = line;
  };
  const describe = (done: number, total: number, note: string) => {
    const remaining = left(done, total);
    const time = remaining === undefined || done >= total ? "" : `, ${formatDuration(remaining)} left`;
    return `${note}${time}`;
  };
  return {
    update(done, total, note = `${Math.floor((done / total) * 100)} %`) {
      offset ??= done;
      const wait = terminal.redraws ? redrawEvery : lineEvery;
      if (now() - last < wait && done < total) return;
      last = now();
      if (terminal.redraws) draw(done, total, note);
      else writeLine(`${label}: ${describe(done, total, note)}`);
    },
    clear() {
      if (terminal.redraws) terminal.errRaw("\r\u001b[2K");
    },
  };
}

/** "8 s", "3 min", "1 h 40 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time that was measured: "0.038 s", "8.2 s", "3 min". */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds >= 10_000) return formatDuration(milliseconds);
  return `${Number((milliseconds / 1000).toPrecision(2))} s`;
}
