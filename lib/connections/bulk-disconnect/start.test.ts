import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { listBulkDisconnects } from "@/lib/connections/bulk-disconnect/list";
import { previewSelection } from "@/lib/connections/bulk-disconnect/preview";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { auditOfBulk, startSelected, statesOf, test, workThrough } from "@/test/bulk-disconnect";
import { createOwner } from "@/test/factories";
import { auditOfConnection, connectionRow } from "@/test/inspect";

test("picked connections are disconnected with their actor; inactive ones are skipped and listed", async ({
  database,
  admin,
  rows,
  connectMany,
}) => {
  const ids = await connectMany(3);
  const [first = "", gone = ""] = ids;
  const [untouched = ""] = await connectMany(1);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
    [gone],
  );
  expect(await previewSelection(admin, "DISCONNECT", { ids })).toMatchObject({
    matched: 3,
    active: 2,
    first: [{ business: "Kahvila Aalto" }, {}],
  });

  const id = await startSelected(admin, { ids: [...ids, "never-there"] });
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual(
    Object.fromEntries(ids.map((one) => [one, one === gone ? "SKIPPED" : "DISCONNECTED"])),
  );
  expect(await connectionRow(database, first)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "ADMIN",
    sealedToken: null,
  });
  expect(await connectionRow(database, untouched)).toMatchObject({ status: "ACTIVE" });
  expect(await auditOfConnection(database, first)).toEqual(["connection.disconnecting", "connection.disconnected"]);
  expect(await auditOfConnection(database, gone)).toEqual([]);
  const [began] = await rows(`SELECT * FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [first]);
  expect(began).toMatchObject({ actorType: "USER", actorId: admin.id });
  expect(await auditOfBulk(database, id)).toEqual(["bulk.started", "bulk.finished"]);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({
    state: "DONE",
    total: 3,
    handled: 3,
    startedBy: admin.email,
  });
});

test("a filter disconnects the connections that matched at the start: none of others, and none that came later", async ({
  database,
  admin,
  rows,
  connectMany,
}) => {
  const other = (await createOwner(database, "Kukkakauppa Kielo")).merchant.id;
  const matching = await connectMany(4);
  const theirs = await connectMany(2, { owner: other });
  const later = await connectMany(2, { connectedAt: "tomorrow" });
  const selection = { filter: { ...NO_FILTER, q: "AALTO" } };
  expect(await previewSelection(admin, "DISCONNECT", selection)).toMatchObject({ matched: 6, active: 6 });

  const id = await startSelected(admin, selection);
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual(Object.fromEntries(matching.map((one) => [one, "DISCONNECTED"])));
  for (const one of [...theirs, ...later])
    expect(await connectionRow(database, one)).toMatchObject({ status: "ACTIVE" });
  const [event] = await rows(
    `SELECT after FROM "AuditEvent" WHERE action = 'bulk.started' AND after->>'bulkDisconnectId' = $1`,
    [id],
  );
  expect(event.after).toEqual({ bulkDisconnectId: id, count: 6, filter: ["q"] });
});

test("a tag never chooses what is disconnected: a search for one is refused, and no other finds one", async ({
  admin,
  rows,
  merchantId,
  connectMany,
}) => {
  const [tagged = "", named = "", , other = ""] = await connectMany(4);
  await rows(`UPDATE "Connection" SET tags = '{close,öljy}' WHERE "receiptheroId" = $1`, [tagged]);
  await rows(`UPDATE "Connection" SET label = 'To close', tags = '{soon}' WHERE "receiptheroId" = $1`, [named]);
  for (const q of ["tag:close", "TAG: Close"]) {
    const refused = startSelected(admin, { filter: { ...NO_FILTER, q } }, 1);
    await expect(refused).rejects.toMatchObject({ code: "chosen_by_tag" });
  }
  expect(await rows(`SELECT 1 FROM "BulkDisconnect"`)).toEqual([]);

  const selection = { filter: { ...NO_FILTER, q: "close" } };
  expect(await previewSelection(admin, "DISCONNECT", selection)).toMatchObject({ matched: 1, active: 1 });
  const id = await startSelected(admin, selection, 2);
  await rows(`UPDATE "Connection" SET tags = '{close}' WHERE "receiptheroId" = $1`, [other]);
  await rows(`UPDATE "Merchant" SET tags = '{close}' WHERE id = $1`, [merchantId]);
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual({ [named]: "DISCONNECTED" });

  const links = { filter: { ...NO_FILTER, q: "tag:close" } };
  expect(await previewSelection(admin, "RECONNECT_LINKS", links)).toMatchObject({ matched: 4 });
});

test("however many connections there are, the matches are found step by step", async ({ admin, rows, merchantId }) => {
  await rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT gen_random_uuid(), $1, 'Shop ' || n % 2, '{receipt:read}', '{}', 'sealed' FROM generate_series(1, 6000) n`,
    [merchantId],
  );
  const id = await startSelected(admin, { filter: { ...NO_FILTER, q: "shop 1" } }, 3_000);
  await runBulkStep(id);
  const [first] = await rows(`SELECT cursor FROM "BulkDisconnect" WHERE id = $1`, [id]);
  expect(first.cursor).not.toBeNull();
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ selecting: false, total: 3_000, handled: 0 });
}, 60_000);

test("nothing starts when more connections match than were confirmed, or none; a form sent twice starts one", async ({
  database,
  admin,
  rows,
  merchantId,
  connectMany,
}) => {
  await connectMany(3);
  const selection = { filter: { ...NO_FILTER, merchant: merchantId } };
  await expect(startSelected(admin, selection, 2)).rejects.toMatchObject({ code: "selection_changed" });
  await expect(startSelected(admin, { ids: ["rh-nobody-has"] }, 1)).rejects.toMatchObject({
    code: "selection_changed",
  });
  expect(await rows(`SELECT 1 FROM "BulkDisconnect"`)).toEqual([]);

  const id = randomUUID();
  await startBulkDisconnect(admin, id, { action: "DISCONNECT", selection, confirmedCount: 3 });
  await rows(`UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "merchantId" = $1`, [
    merchantId,
  ]);
  await startBulkDisconnect(admin, id, { action: "DISCONNECT", selection, confirmedCount: 3 });
  expect(await auditOfBulk(database, id)).toEqual(["bulk.started"]);
  expect((await listBulkDisconnects(admin, null)).bulkDisconnects).toMatchObject([
    { id, state: "RUNNING", connections: 0 },
  ]);
});
