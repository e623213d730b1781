import type { Terminal } from "./terminal.ts";

/** Lines at the bottom of the screen that are drawn again and again in the same place. */
export interface LiveBlock {
  /** Draws, unless it was drawn a moment ago; `lines` is only called when it is. */
  update(lines: () => string[]): void;
  clear(): void;
}

const redrawEvery = 120;

/** Does nothing where the error stream can't redraw. */
export function liveBlock(terminal: Terminal): LiveBlock {
  let height = 0;
  let last = -Infinity;
  const up = () => (height > 0 ? `\u001b[${height}A` : "") + "\r\u001b[0J";
  return {
    update(lines) {
      if (!terminal.redraws || performance.now() - last < redrawEvery) return;
      const shown = lines().slice(0, terminal.rows - 1);
      terminal.errRaw(`${up()}${shown.join("\n")}\n`);
      height = shown.length;
      last = performance.now();
    },
    clear() {
      if (height > 0) terminal.errRaw(up());
      height = 0;
    },
  };
}
