import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { notesLike } from "@/lib/account/delete/erase-from-texts";
import { countAddress, eraseAddress } from "@/lib/account/delete/erase-user";
import { exportAccount } from "@/lib/account/export/export";
import { historyForMerchant } from "@/lib/connections/history-for-merchant";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { db } from "@/lib/db/client";
import { parseEmailAddress } from "@/lib/email-address";
import { eraseMerchant } from "@/lib/merchants/erase";
import { addNote, MAX_NOTES } from "@/lib/notes/add";
import { addTag, removeTag } from "@/lib/notes/change-tags";
import { deleteNote, mayDeleteNote } from "@/lib/notes/delete";
import { listNotes } from "@/lib/notes/list";
import type { Subject } from "@/lib/notes/subject";
import { MAX_TAG, MAX_TAGS, tag, tagInSearch } from "@/lib/notes/tag";
import { MAX_NOTE, noteText } from "@/lib/notes/text";
import type { Owner, Staff } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createAdmin, createOwner, createStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let owner: Owner;
let staff: Staff;
let receiptheroId: string;
let subjects: Subject[];

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  owner = await createOwner(database);
  staff = await createStaff(database);
  receiptheroId = await addConnection(database, owner.merchant.id);
  subjects = [{ merchantId: owner.merchant.id }, { receiptheroId }];
});

const textsOf = async (subject: Subject) => (await listNotes(staff, subject)).map(({ text }) => text);
const tagLines = async () => {
  const { rows } = await database.client.query<{ searchText: string }>(
    `SELECT "searchText" FROM "ConnectionListing" WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  return (rows[0]?.searchText ?? "").split("\n").filter((line) => line.startsWith("tag:"));
};
const actionsBy = async ({ id }: Staff) =>
  (await database.client.query(`SELECT action FROM "AuditEvent" WHERE "actorId" = $1 ORDER BY id`, [id])).rows.map(
    ({ action }) => action,
  );

test("staff see the notes of each other, newest first, and their authors and admins delete them", async () => {
  const [other, admin] = [await createStaff(database), await createAdmin(database)];
  for (const subject of subjects) {
    await addNote(staff, subject, "First");
    await addNote(other, subject, "Second");
    expect(await textsOf(subject)).toEqual(["Second", "First"]);
    const [second, first] = await listNotes(admin, subject);
    if (!first || !second) throw new Error("a note is missing");
    expect([staff, other, admin].map((who) => mayDeleteNote(who, first))).toEqual([true, false, true]);
    await expect(deleteNote(other, subject, first.id)).rejects.toMatchObject({ code: "not_found" });
    await deleteNote(staff, subject, first.id);
    await expect(deleteNote(staff, subject, first.id)).rejects.toMatchObject({ code: "not_found" });
    const elsewhere = { merchantId: (await createOwner(database)).merchant.id };
    await expect(deleteNote(admin, elsewhere, second.id)).rejects.toMatchObject({ code: "not_found" });
    await deleteNote(admin, subject, second.id);
    expect(await textsOf(subject)).toEqual([]);
  }
  expect(await actionsBy(staff)).toEqual(["note.added", "note.deleted", "note.added", "note.deleted"]);
});

test("a note stays without its author, and an erased email goes from it", async () => {
  const [subject] = subjects as [Subject];
  await addNote(staff, subject, "Call Matti.Meikalainen+1@example.com, not matti@example.com.");
  await database.client.query(`DELETE FROM "User" WHERE id = $1`, [staff.id]);
  expect(await listNotes(staff, subject)).toMatchObject([{ authorId: null, author: null }]);
  const count = await db().$transaction((tx) => eraseAddress(tx, "matti.meikalainen+1@example.com"));
  expect(count).toBe(1);
  expect(await textsOf(subject)).toEqual(["Call …, not matti@example.com."]);
});

test("erasing an email touches no longer one, finds it as it is shown, and changes as many notes as it counts", async () => {
  const [subject] = subjects as [Subject];
  const untouched = ["juhan@x.fi", "j.an@x.fi", "an@x.fi.example", "an@x.fi-y.example", "jan_an@x.fi", "axn@x.fi"];
  const texts = ["AN@x.fi", "(an@x.fi).", "Mail:an@x.fi,juhan@x.fi", "“an@x.fi”", "an@x.fi-osoite", "'an@x.fi'"];
  for (const text of [...untouched, ...texts]) await addNote(staff, subject, text);
  const erase = (email: string) =>
    db().$transaction(async (tx) => [await countAddress(tx, email), await eraseAddress(tx, email)]);
  expect(await erase("an@x.fi")).toEqual([texts.length, texts.length]);
  const erased = ["…", "(…).", "Mail:…,juhan@x.fi", "“…”", "…-osoite", "'…'"];
  expect((await textsOf(subject)).sort()).toEqual([...untouched, ...erased].sort());
  expect(await erase("an@x.fi")).toEqual([0, 0]);

  const email = parseEmailAddress("a_b@äiti.fi") ?? "";
  await addNote(staff, subject, "axb@äiti.fi");
  await addNote(staff, subject, `A_B@Äiti.fi, ${email}`);
  expect(await erase(email)).toEqual([1, 1]);
  expect(await textsOf(subject)).toEqual(expect.arrayContaining(["…, …", "axb@äiti.fi"]));
});

test("an index can find the notes with an email", async () => {
  const plan = await db().$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return tx.$queryRaw`EXPLAIN ${notesLike("matti.meikalainen@example.com")}`;
  });
  expect(JSON.stringify(plan)).toContain("Note_text_idx");
});

test("tags of a connection and of its merchant find it, each once, until they are removed", async () => {
  const [merchant, connection] = subjects as [Subject, Subject];
  expect(await addTag(staff, merchant, "vip")).toBe(true);
  await addTag(staff, connection, "vip");
  await addTag(staff, connection, "åbo");
  expect(await addTag(staff, connection, "åbo")).toBe(true);
  expect(await tagLines()).toEqual(["tag:vip", "tag:åbo"]);
  await removeTag(staff, connection, "vip");
  await removeTag(staff, connection, "never");
  expect(await tagLines()).toEqual(["tag:vip", "tag:åbo"]);
  await removeTag(staff, merchant, "vip");
  await removeTag(staff, connection, "åbo");
  expect(await tagLines()).toEqual([]);
  expect(await actionsBy(staff)).toEqual([..."aaarrr"].map((kind) => (kind === "a" ? "tag.added" : "tag.removed")));
});

test("there is room for so many notes and tags, and no more", async () => {
  const [subject] = subjects as [Subject];
  const added = await Promise.all(Array.from({ length: MAX_TAGS + 3 }, (_, n) => addTag(staff, subject, `tag-${n}`)));
  expect(added.filter(Boolean)).toHaveLength(MAX_TAGS);
  await database.client.query(
    `INSERT INTO "Note" ("merchantId", text) SELECT $1, 'Note ' || n FROM generate_series(1, $2::int) n`,
    [owner.merchant.id, MAX_NOTES - 1],
  );
  expect(await addNote(staff, subject, "The last one")).toBe(true);
  expect(await addNote(staff, subject, "One too many")).toBe(false);
  expect(await textsOf(subject)).toHaveLength(MAX_NOTES);
});

test("all of it goes with the merchant, and nothing is written about what is gone", async () => {
  for (const subject of subjects) {
    await addNote(staff, subject, "Prefers phone calls");
    await addTag(staff, subject, "vip");
  }
  await db().$transaction((tx) => eraseMerchant(tx, owner.merchant.id, { type: "SYSTEM" }));
  expect(await tagLines()).toEqual([]);
  for (const subject of [...subjects, { merchantId: randomUUID() }, { receiptheroId: randomUUID() }]) {
    expect(await textsOf(subject)).toEqual([]);
    await expect(addNote(staff, subject, "Too late")).rejects.toMatchObject({ code: "not_found" });
    await expect(addTag(staff, subject, "late")).rejects.toMatchObject({ code: "not_found" });
  }
});

test("a merchant never sees any of it: neither in the history of a connection nor in its download", async () => {
  for (const subject of subjects) {
    await addNote(staff, subject, "Prefers phone calls");
    await addTag(staff, subject, "difficult");
  }
  expect(await historyForMerchant(owner, receiptheroId)).toEqual([]);
  const pieces: string[] = [];
  for await (const piece of exportAccount(owner)) pieces.push(piece);
  expect(pieces.join("")).not.toMatch(/phone calls|difficult|note\.|tag\./);
  const { events } = await historyForStaff(staff, receiptheroId, null);
  expect(events.map(({ action }) => action)).toEqual(["tag.added", "note.added"]);
});

test("a tag has one stored form, and what is no word is none", () => {
  for (const [typed, stored] of [
    [" VIP ", "vip"],
    ["#Uusi Asiakas", "uusi-asiakas"],
    ["A\u030Abo", "åbo"],
    ["2026.1_a", "2026.1_a"],
    ["x".repeat(MAX_TAG), "x".repeat(MAX_TAG)],
  ]) {
    expect(tag.safeParse(typed).data, typed).toBe(stored);
  }
  for (const typed of ["", " ", "-a", "a:b", "a,b", "<b>", "a\u0000b", "a\u200bb", "x".repeat(MAX_TAG + 1), null]) {
    expect(tag.safeParse(typed).success, String(typed)).toBe(false);
  }
  expect(["tag:VIP", "TAG: uusi asiakas", "tag:", "tag:a:b", "vip", "xtag:vip"].map(tagInSearch)).toEqual([
    "vip",
    "uusi-asiakas",
    null,
    null,
    null,
    null,
  ]);
});

test("a note is plain text of some lines, and of a bounded length", () => {
  expect(noteText.safeParse(" One\r\ntwo\r\tthree ").data).toBe("One\ntwo\n\tthree");
  expect(noteText.safeParse("😀".repeat(MAX_NOTE)).success).toBe(true);
  for (const typed of ["", " \n ", "\u200b", "a\u0000b", "a\ud800", "x".repeat(MAX_NOTE + 1), null]) {
    expect(noteText.safeParse(typed).success, JSON.stringify(typed)?.slice(0, 20)).toBe(false);
  }
});
