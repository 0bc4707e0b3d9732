import { expect } from "vitest";
import { approveBulkDisconnect } from "@/lib/connections/bulk-disconnect/approval/decide";
import { disconnectBatch } from "@/lib/connections/bulk-disconnect/disconnect-batch";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { env } from "@/lib/env";
import { auditOfBulk, test as base, startSelected, workThrough } from "@/test/bulk-disconnect";
import { createAdmin } from "@/test/factories";

const test = base
  .extend("second", ({ database }) => createAdmin(database))
  .extend("third", ({ database }) => createAdmin(database))
  /** Takes an admin's role away, or disables them. */
  .extend("end", ({ rows }) => (id: string, change = "role = 'SUPPORT'") => {
    return rows(`UPDATE "User" SET ${change} WHERE id = $1`, [id]);
  });

test.for([`"disabledAt" = now()`, "role = 'SUPPORT'", "role = 'MERCHANT'"])(
  "one whose admin is none any more pauses before its next connection, until another admin resumes it: %s",
  async (change, { database, admin, second, rows, connectMany, end }) => {
    const id = await startSelected(admin, { ids: await connectMany(30) });
    await runBulkStep(id);
    await end(admin.id, change);
    // A step that was running then begins none either.
    await disconnectBatch({ id, adminId: admin.id });
    await runBulkStep(id);
    await runBulkStep(id);
    const counts = { DISCONNECTED: 20, WAITING: 10 };
    expect(await getBulkDisconnect(second, id)).toMatchObject({ state: "PAUSED", isVouchedFor: false, counts });
    expect(await rows(`SELECT rule FROM "AlarmItem" WHERE thing = $1`, [id])).toEqual([{ rule: "bulk_paused" }]);

    expect(await resumeBulkDisconnect(second, id)).toBe(true);
    await workThrough(second, id);
    expect(await getBulkDisconnect(second, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTED: 30 } });
    expect(await auditOfBulk(database, id)).toEqual(["bulk.started", "bulk.paused", "bulk.resumed", "bulk.finished"]);
    expect(
      await rows(
        `SELECT "actorId", count(*)::int AS n FROM "AuditEvent" WHERE action = 'connection.disconnecting'
            AND "actorId" = ANY ($1::uuid[]) GROUP BY 1 ORDER BY n`,
        [[admin.id, second.id]],
      ),
    ).toEqual([
      { actorId: second.id, n: 10 },
      { actorId: admin.id, n: 20 },
    ]);
    await end(admin.id, `role = 'ADMIN', "disabledAt" = NULL`);
  },
);

test("an approved one needs both admins, and a resumed one the admin who resumed it last", async ({
  admin,
  second,
  third,
  connectMany,
  end,
}) => {
  env().BULK_APPROVAL_ABOVE = 0;
  const id = await startSelected(admin, { ids: await connectMany(30) });
  delete env().BULK_APPROVAL_ABOVE;
  expect(await approveBulkDisconnect(second, id)).toBe(true);
  await end(second.id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(third, id)).toMatchObject({ state: "PAUSED", counts: { WAITING: 30 } });

  await resumeBulkDisconnect(third, id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(third, id)).toMatchObject({ state: "RUNNING", counts: { WAITING: 10 } });
  await end(third.id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "PAUSED", counts: { WAITING: 10 } });
});
