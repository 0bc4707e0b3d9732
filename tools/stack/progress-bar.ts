const WIDTH = 30;
const EVERY = 100; // ms, on a terminal
const EVERY_PLAIN = 10_000; // ms, in a log file

/**
 * Shows how far a long piece of work is: a bar on a terminal, a line now and then elsewhere.
 * @returns to be called with what is being done, how much of it is done, and how much there is
 */
export function progressBar(): (part: string, done: number, total: number) => void {
  const live = process.stdout.isTTY;
  let part = "";
  let begun = 0;
  let shown = 0;
  return (current, done, total) => {
    const now = Date.now();
    if (current !== part) [part, begun, shown] = [current, now, live ? 0 : now];
    const isDone = done >= total;
    if (!isDone && now - shown < (live ? EVERY : EVERY_PLAIN)) return;
    shown = now;
    const line = sentence(part, done, total, (now - begun) / 1000);
    if (live) process.stdout.write(`\r\x1b[K  ${bar(done / total)} ${line}${isDone ? "\n" : ""}`);
    else console.log(`  ${line}`);
  };
}

function bar(share: number): string {
  const full = Math.round(WIDTH * Math.min(1, share));
  return `${"█".repeat(full)}${"░".repeat(WIDTH - full)}`;
}

function sentence(part: string, done: number, total: number, seconds: number): string {
  const percent = `${Math.floor((100 * done) / total)} %`.padStart(5);
  const left = Math.round((seconds / Math.max(1, done)) * (total - done));
  const remaining = done < total && seconds > 1 ? `, about ${minutes(left)} left` : "";
  return `${percent}  ${part}${remaining}`;
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
