import "server-only";

/** How many database connections the deliveries of this server use at once. The pool has more, which pages need. */
const SHARE = 3;

let free = SHARE;
const waiting: (() => void)[] = [];

/**
 * Runs a piece of database work of the deliveries when one of their connections is free. Without this, a backlog for a few
 * endpoints would use up the pool, and pages and notifications would wait.
 */
export async function withinShare<Result>(work: () => Promise<Result>): Promise<Result> {
  if (free > 0) free -= 1;
  else await new Promise<void>((begin) => waiting.push(begin));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
