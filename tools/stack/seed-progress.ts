const EVERY_MS = 100; // on a terminal
const EVERY_PLAIN_MS = 10_000; // in a log file

/**
 * Shows how far a long piece of work is: in one line that changes on a terminal, in a line now and then elsewhere.
 * @returns to be called with what is being done, how much of it is done, and how much there is
 */
export function showProgress(): (part: string, done: number, total: number) => void {
  const isLive = process.stdout.isTTY;
  let current = "";
  let begun = 0;
  let shown = 0;
  return (part, done, total) => {
    const now = Date.now();
    if (part !== current) [current, begun, shown] = [part, now, isLive ? 0 : now];
    if (done < total && now - shown < (isLive ? EVERY_MS : EVERY_PLAIN_MS)) return;
    shown = now;
    const secondsLeft = Math.round(((now - begun) / 1000 / Math.max(1, done)) * (total - done));
    const left = done < total ? `, about ${secondsLeft} s left` : "";
    const line = `  ${String(Math.floor((100 * done) / total)).padStart(3)} %  ${part}${left}`;
    process.stdout.write(isLive ? `\r\x1b[K${line}${done < total ? "" : "\n"}` : `${line}\n`);
  };
}
