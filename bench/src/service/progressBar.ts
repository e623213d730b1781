const width = 30;

/**
 * A bar on standard error that grows from call to call; where that is no terminal, a line every tenth of the way.
 * @returns call it with how much is done
 */
export function progressBar(label: string, total: number): (done: number) => void {
  const steps = process.stderr.isTTY ? 100 : 10;
  let last = 0;
  return (done) => {
    const step = Math.floor((steps * done) / total);
    if (step === last) return;
    last = step;
    const full = Math.round((width * done) / total);
    const bar = "█".repeat(full) + "░".repeat(width - full);
    const text = `${label} ${bar} ${Math.round((100 * done) / total)} %`;
    process.stderr.write(process.stderr.isTTY ? `\r${text}${done === total ? "\n" : ""}` : `${text}\n`);
  };
}
