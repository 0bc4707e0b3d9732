import { printTable } from "../../bench/table.ts";
import { Problem, step } from "../../tools/stack/bootstrap/report.mjs";
import { type Load, sumUp } from "./load.ts";

/** A part of a drill, in milliseconds since the epoch. */
type Phase = { name: string; from: number; to: number };

/** The phases of a drill, and what runs one and notes it. */
export type Phases = { noted: Phase[]; during(name: string, work: () => Promise<unknown>): Promise<void> };

/** Begins to note phases. */
export function notePhases(): Phases {
  const noted: Phase[] = [];
  return {
    noted,
    async during(name, work) {
      const from = Date.now();
      await step(name, name, work);
      noted.push({ name, from, to: Date.now() });
    },
  };
}

/**
 * Prints the requests of each phase.
 * @throws {Problem} when one was refused
 */
export function refuseNothing(load: Load, { noted }: Phases): void {
  const seen = noted.map(({ name, from, to }) => ({ name, seconds: (to - from) / 1_000, ...sumUp(load, from, to) }));
  printTable(
    ["", "seconds", "notifications", "refused", "connects", "failed"],
    seen.map(({ name, seconds, sent, refused, visits, failedVisits }) => [
      name,
      seconds.toFixed(0),
      ...[sent, refused, visits, failedVisits].map(String),
    ]),
  );
  if (seen.some(({ refused, failedVisits }) => refused + failedVisits > 0)) throw new Problem("A request was refused.");
}
