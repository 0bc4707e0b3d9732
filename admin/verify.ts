import { defineCommand, UsageError } from "@/admin/command";
import { type AuditProblem, checkAuditLog } from "@/lib/audit/seal/check";
import { patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";
import { checkCounters } from "@/lib/integrity/counters";
import { checkListings } from "@/lib/integrity/listings";
import { checkDeletedBusinesses, checkDisconnecting } from "@/lib/integrity/orphans";

/** How many wrong rows are named. */
const SHOWN = 10;

export const verifyCommand = defineCommand({
  name: "verify",
  summary: "compare counters, search rows and the audit log with what they stand for",
  usage: "[--repair] [--head POSITION:HASH]",
  help: `Compares the counters and the search rows with the connections, looks for connections that nothing goes on
with, and follows the chain of the audit log. It names each event that was changed or removed. The servers may run.
The exit code is 0 when all is well.

  --repair             mend counters, search rows and connections. The audit log is never repaired
  --head POSITION:HASH compare the chain with a head that a server logged ("the head of the audit log"). That
                       shows whether somebody wrote the whole chain again`,
  options: { repair: { type: "boolean" }, head: { type: "string" } },
  run: async ({ values: { repair = false, head }, operator, progress }) => {
    const noted = head === undefined ? null : readHead(head);
    const total = await patientDb().connection.count();
    const checks = [
      await checkCounters(repair),
      await checkListings(repair, (done) => progress(done, total)),
      await checkDisconnecting(operator, repair),
      await checkDeletedBusinesses(operator, repair),
    ];
    const audit = await checkAuditLog(noted, (seals) => progress(seals, null));
    const lines = [
      ...checks.flatMap((check) => linesOf(check, repair)),
      ...(audit.problems.length === 0 ? ["✓ audit log"] : audit.problems.map((each) => `✗ audit log: ${textOf(each)}`)),
      audit.head
        ? `  Its head is ${audit.head.position}:${audit.head.hash}, and ${audit.waiting} events are not sealed yet.`
        : "  There may be more: the check stopped here.",
    ];
    const isFine = audit.problems.length === 0 && (repair || checks.every(({ found }) => found === 0));
    const data = {
      isFine,
      isRepaired: repair,
      checks: checks.map(({ examples, ...check }) => ({ ...check, examples: examples.slice(0, SHOWN) })),
      audit: { ...audit, head: audit.head && { ...audit.head, position: String(audit.head.position) } },
    };
    return { isFine, data, lines };
  },
});

function readHead(text: string) {
  const [, position, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!position || !hash) throw new UsageError("--head needs the position and the hash, as in 1234:0f3a….");
  return { position: BigInt(position), hash };
}

function linesOf({ check, found, examples }: Check, isRepair: boolean): string[] {
  if (found === 0) return [`✓ ${check}`];
  const named = examples.slice(0, SHOWN).map((example) => `    ${example}`);
  const rest = found > SHOWN ? [`    and ${found - SHOWN} more`] : [];
  return [
    `${isRepair ? "✓" : "✗"} ${check}: ${found} were wrong${isRepair ? ", and are mended" : ""}`,
    ...named,
    ...rest,
  ];
}

function textOf(problem: AuditProblem): string {
  switch (problem.problem) {
    case "changed":
      return `event ${problem.eventId}, or its seal, was changed`;
    case "missing":
      return `event ${problem.eventId} was removed`;
    case "not_sealed":
      return `event ${problem.eventId} was written while the triggers were off`;
    case "gap":
      return `the seals from ${problem.position} to the one before ${problem.until} were removed`;
    case "cut":
      return `the chain ends before ${problem.position}: events were removed, or an older backup was restored`;
    case "other_head":
      return `the seal at ${problem.position} is not the one that was noted`;
  }
}
