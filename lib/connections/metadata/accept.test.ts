import { expect } from "vitest";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { acceptMetadata } from "@/lib/connections/metadata/accept";
import { connect } from "@/test/connect";
import { auditOf } from "@/test/inspect";
import { test } from "@/test/owner";

test("accepting ReceiptHero's metadata copies it as it is, and leaves no value in the log", async ({
  sandbox,
  user,
  admin,
  rows,
}) => {
  const id = await connect(sandbox, user);
  const reported = `{"merchant_id":"x","__proto__":"kept","nested":{"__proto__":{"deep":[1]}},"secret note":"private"}`;
  await rows(`UPDATE "Connection" SET "reportedMetadata" = $2, "reportedAt" = now() WHERE "receiptheroId" = $1`, [
    id,
    reported,
  ]);
  const seen = (await getConnectionForStaff(admin, id))?.reportedPrint ?? "";
  expect((await getConnection(user, id))?.drift.map(({ key, state }) => [key, state])).toEqual([
    ["nested", "onlyThere"],
    ["__proto__", "onlyThere"],
    ["secret note", "onlyThere"],
  ]);

  expect(await acceptMetadata(admin, id, seen)).toBe(true);
  const [same] = await rows(
    `SELECT "partnerMetadata" = $2::jsonb AS same, "reportedMetadata", "reportedAt" FROM "Connection" WHERE "receiptheroId" = $1`,
    [id, reported],
  );
  expect(same).toEqual({ same: true, reportedMetadata: null, reportedAt: null });
  expect((await getConnection(user, id))?.drift).toEqual([]);
  const { events } = await historyForStaff(admin, id, null);
  expect(events[0]).toMatchObject({
    action: "connection.metadata_accepted",
    actor: { id: admin.id, email: admin.email },
  });
  const [log] = await rows(`SELECT string_agg(e::text, '') AS text FROM "AuditEvent" e WHERE "receiptheroId" = $1`, [
    id,
  ]);
  expect(log.text).not.toContain("private");
  expect(await acceptMetadata(admin, id, seen)).toBe(false);
});

test("a version of ReceiptHero's that the admin has not seen is not accepted", async ({
  database,
  sandbox,
  user,
  admin,
  rows,
  row,
}) => {
  const id = await connect(sandbox, user);
  const report = (json: string) =>
    rows(`UPDATE "Connection" SET "reportedMetadata" = $2, "reportedAt" = now() WHERE "receiptheroId" = $1`, [
      id,
      json,
    ]);
  await report(`{"a":"seen"}`);
  const seen = (await getConnectionForStaff(admin, id))?.reportedPrint ?? "";
  await report(`{"a":"not seen"}`);
  const before = await row(id);
  expect(await acceptMetadata(admin, id, seen)).toBe(false);
  expect(await row(id)).toEqual(before);
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected"]);
});
