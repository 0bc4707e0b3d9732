import { defineCommand } from "@/admin/command";
import { examine } from "@/lib/doctor/examine";
import type { Finding } from "@/lib/doctor/finding";
import { newestMigration } from "@/prisma/newest-migration";

const MARKS = { ok: "✓", warning: "!", problem: "✗" } as const;

export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "check the settings, the database and everything that the servers talk to",
  usage: "",
  help: `Checks each setting, the database (version, rights, extension, migrations, clock, speed), the keys that rows
need, the work in the background, a server at APP_URL, ReceiptHero's endpoints, the mail server, the identity provider and
the trace collector, and says what to do. It changes nothing, sends no email, and prints no secret. The exit code is 1 when something keeps the
application from working; warnings leave it 0.`,
  options: {},
  run: async ({ operator }) => {
    const { findings, addresses, ...settings } = await examine(operator, newestMigration());
    const lines = [
      ...findings.flatMap(linesOf),
      "",
      ...addresses.map(({ what, where, url }) => `Register as ${what} with ${where}: ${url}`),
    ];
    const isFine = findings.every(({ state }) => state !== "problem");
    return { isFine, data: { isFine, findings, addresses, settings }, lines };
  },
});

function linesOf({ check, state, message, advice }: Finding): string[] {
  return [`${MARKS[state]} ${check}: ${message}`, ...(advice === null ? [] : [`    ${advice}`])];
}
