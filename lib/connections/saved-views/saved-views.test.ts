import { beforeEach, expect } from "vitest";
import { isUnderstood, readWantedQuery } from "@/components/admin/saved-views/saved-query";
import { countAddress, eraseAddress } from "@/lib/account/delete/erase-user";
import { deleteSavedView, mayChangeSavedView, renameSavedView } from "@/lib/connections/saved-views/change";
import { createSavedView, MAX_SAVED_VIEWS } from "@/lib/connections/saved-views/create";
import { listSavedViews, savedViewId } from "@/lib/connections/saved-views/list";
import { db } from "@/lib/db/client";
import { parseEmailAddress } from "@/lib/email-address";
import { lockTable, type TestDatabase } from "@/test/database";
import { createAdmin, createStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(() => database.client.query(`DELETE FROM "SavedView"`));

const events = async () =>
  (
    await database.client.query(
      `SELECT action, after ->> 'savedViewId' AS id FROM "AuditEvent" WHERE action LIKE 'saved_view%' ORDER BY "AuditEvent".id`,
    )
  ).rows;

test("all staff see what one of them saved, by name, and only its maker and admins change it", async () => {
  const [maker, other, admin] = [await createStaff(database), await createStaff(database), await createAdmin(database)];
  const id = await createSavedView(maker, { name: "Öljyt", query: "health=quiet" });
  await createSavedView(other, { name: "Åbo", query: "q=turku" });
  if (id === null) throw new Error("nothing was saved");
  expect(savedViewId.safeParse(id).success).toBe(true);
  const views = await listSavedViews(other);
  expect(views.map(({ name, createdBy }) => [name, createdBy])).toEqual([
    ["Åbo", other.email],
    ["Öljyt", maker.email],
  ]);
  const [, own] = views;
  if (!own) throw new Error("there is none");
  expect([maker, other, admin].map((staff) => mayChangeSavedView(staff, own))).toEqual([true, false, true]);

  for (const change of [renameSavedView(other, id, "Mine"), deleteSavedView(other, id)]) {
    await expect(change).rejects.toMatchObject({ code: "not_found" });
  }
  await renameSavedView(maker, id, "Hiljaiset");
  expect((await listSavedViews(admin)).find((view) => view.id === id)).toMatchObject({
    name: "Hiljaiset",
    query: "health=quiet",
  });
  await deleteSavedView(admin, id);
  await expect(deleteSavedView(admin, id)).rejects.toMatchObject({ code: "not_found" });
  expect((await events()).filter((event) => event.id === id)).toEqual([
    { action: "saved_view.created", id },
    { action: "saved_view.renamed", id },
    { action: "saved_view.deleted", id },
  ]);
});

test("a saved view outlives the account of its maker", async () => {
  const maker = await createStaff(database);
  await createSavedView(maker, { name: "Quiet", query: "health=quiet" });
  await database.client.query(`DELETE FROM "User" WHERE id = $1`, [maker.id]);
  expect(await listSavedViews(await createStaff(database))).toMatchObject([{ name: "Quiet", createdBy: null }]);
});

test("an erased email takes the saved views along that search for it or are called so, and no others", async () => {
  const staff = await createStaff(database);
  const email = parseEmailAddress("an+1@äiti.fi") ?? "";
  const kept = { "Mail of juhan+1@äiti.fi": "q=turku", Longer: "q=an%2B1%40%C3%A4iti.fi.example" };
  const gone = {
    "Mail of AN+1@äiti.fi": "q=turku",
    Stored: `q=${encodeURIComponent(email)}`,
    Shown: "q=AN%2b1%40%C3%84iti.fi",
  };
  for (const [name, query] of Object.entries({ ...kept, ...gone })) await createSavedView(staff, { name, query });
  const erase = () => db().$transaction(async (tx) => [await countAddress(tx, email), await eraseAddress(tx, email)]);
  expect(await erase()).toEqual([3, 3]);
  expect((await listSavedViews(staff)).map(({ name }) => name).sort()).toEqual(Object.keys(kept).sort());
  expect(await erase()).toEqual([0, 0]);
});

test("there is room for so many above the list, and no more", async () => {
  const staff = await createStaff(database);
  const known = (await events()).length;
  for (let n = 0; n < MAX_SAVED_VIEWS; n++) await createSavedView(staff, { name: `View ${n}`, query: "health=quiet" });
  expect(await createSavedView(staff, { name: "One more", query: "health=quiet" })).toBeNull();
  expect(await listSavedViews(staff)).toHaveLength(MAX_SAVED_VIEWS);
  expect(await events()).toHaveLength(known + MAX_SAVED_VIEWS);
});

const waiting = async () => {
  const { rows } = await database.client.query(
    `SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length;
};

test("there is no more room when several are saved at once", async () => {
  const staff = await createStaff(database);
  const save = (n: number) => createSavedView(staff, { name: `View ${n}`, query: "health=quiet" });
  for (let n = 1; n < MAX_SAVED_VIEWS; n++) await save(n);
  // Each saves its view and waits here, before it ends.
  const release = await lockTable(database, "AuditEvent");
  const saving = [save(0), save(MAX_SAVED_VIEWS)];
  await expect.poll(waiting).toBe(2);
  await release();
  expect((await Promise.all(saving)).filter((id) => id !== null)).toHaveLength(1);
  const { rows } = await database.client.query(`SELECT count(*)::int AS n FROM "SavedView"`);
  expect(rows).toEqual([{ n: MAX_SAVED_VIEWS }]);
});

test("a view keeps its filter, order and columns, and not the place in the list", () => {
  const read = (query: string) => readWantedQuery(new URLSearchParams(query));
  expect(read("sort=business&health=quiet&columns=label&columns=metadata&after=x&before=y&row=51&exact=1")).toBe(
    "health=quiet&sort=business&columns=label&columns=metadata",
  );
  expect(read("unknown=1&q=turku")).toBe("q=turku");
  expect(read("")).toBe("");
});

test("no view is saved whose filter is none, is repeated, or is too long", () => {
  for (const query of ["from=tomorrow", "merchant=x", "q=a", "q=one&q=two", `q=${"x".repeat(201)}`]) {
    expect(readWantedQuery(new URLSearchParams(query)), query).toBeNull();
  }
  const long = new URLSearchParams({ q: "ä".repeat(200), metadata: "ä".repeat(600) });
  expect(readWantedQuery(long)).toBeNull();
});

test("a saved query is understood as long as every part of it is", () => {
  for (const query of ["", "q=turku", "health=quiet&sort=business&columns=label&columns=metadata", "from=2026-01-01"]) {
    expect(isUnderstood(query), query).toBe(true);
  }
  for (const query of ["health=gone", "sort=gone", "columns=label&columns=gone", "former=1", "from=x", "q=x"]) {
    expect(isUnderstood(query), query).toBe(false);
  }
});
