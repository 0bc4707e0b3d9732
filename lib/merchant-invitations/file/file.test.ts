import { beforeEach, expect } from "vitest";
import { stableName } from "@/lib/export/formats";
import { getInvitationFile } from "@/lib/merchant-invitations/file/get";
import { readLines } from "@/lib/merchant-invitations/file/read-lines";
import { beginResultExport } from "@/lib/merchant-invitations/file/results";
import { runInvitationFileStep } from "@/lib/merchant-invitations/file/run-step";
import { sweepInvitationFiles } from "@/lib/merchant-invitations/file/sweep";
import type { Admin } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { chunksOf } from "@/test/imports";
import { lineResultsOf, runFile, upload } from "@/test/invitation-files";

let database: TestDatabase;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  await database.client.query(
    `TRUNCATE "MerchantInvitation", "MerchantInvitationFile", "MerchantInvitationLine", "Counter", graphile_worker._private_jobs CASCADE`,
  );
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const invitations = () =>
  rows(`SELECT "externalId", "businessName", email, metadata, "invitedById" FROM "MerchantInvitation" ORDER BY email`);
const jobs = async () => (await rows(`SELECT key FROM graphile_worker.jobs ORDER BY key`)).map(({ key }) => key);

const HEAD = "external_id,business_name,email";
const file = (...lines: string[]) => [HEAD, ...lines].join("\r\n");
const line = (name: string) => `${name},Kahvila ${name} Oy,${name}@example.com`;

test("each line of a file becomes an invitation, with its further columns as custom fields", async () => {
  const id = await upload(
    admin,
    'email,Business_Name,EXTERNAL_ID,region,chain\r\nanna@example.com,"Anna ""Café"", Oy",4711,Åland,\r\n',
    "Berta@Example.com,Bertas Ab,4712,,K-ketju",
  );
  expect(await getInvitationFile(admin, id)).toMatchObject({
    state: "RUNNING",
    total: 2,
    handled: 0,
    uploadedBy: admin.email,
  });
  expect(await jobs()).toEqual([`invitation-file:${id}`]);
  await runFile(database, id);
  expect(await getInvitationFile(admin, id)).toMatchObject({ state: "DONE", counts: { INVITED: 2 }, handled: 2 });
  expect(await invitations()).toEqual([
    {
      externalId: "4711",
      businessName: 'Anna "Café", Oy',
      email: "anna@example.com",
      metadata: { region: "Åland" },
      invitedById: admin.id,
    },
    {
      externalId: "4712",
      businessName: "Bertas Ab",
      email: "berta@example.com",
      metadata: { chain: "K-ketju" },
      invitedById: admin.id,
    },
  ]);
  expect(await jobs()).toContain("send-invitations:all");
  // The results stay for weeks, and have no email address.
  await rows(`DELETE FROM "MerchantInvitation"`);
  expect(await dump(database)).not.toContain("anna@example.com");
});

test("a file may name the language of each email, and only one of ours", async () => {
  const id = await upload(
    admin,
    `${HEAD},Language,region\n${line("a")}, SV ,Åland\n${line("b")},,\n${line("c")},de,\n${line("d")}`,
  );
  await runFile(database, id);
  expect(await lineResultsOf(id)).toEqual(["2 INVITED", "3 INVITED", "4 bad_language language", "5 INVITED"]);
  expect(await rows(`SELECT email, language, metadata FROM "MerchantInvitation" ORDER BY email`)).toEqual([
    { email: "a@example.com", language: "sv", metadata: { region: "Åland" } },
    { email: "b@example.com", language: null, metadata: {} },
    { email: "d@example.com", language: null, metadata: {} },
  ]);
});

test("a file is read as Excel writes it in Finland, whatever the chunks", async () => {
  const body = Buffer.from(
    '\uFEFFexternal_id;business_name;email;"a;b";\r\n1;"Pähkinä, Oy";a@example.com;"x;y";\r\n;;;;\r\n2;Ö;b@example.com;;\r\n',
  );
  const id = await upload(admin, ...[...body].map((byte) => Uint8Array.of(byte)));
  await runFile(database, id);
  expect(await lineResultsOf(id)).toEqual(["2 INVITED", "4 INVITED"]);
  expect(await invitations()).toMatchObject([
    { businessName: "Pähkinä, Oy", metadata: { "a;b": "x;y" } },
    { businessName: "Ö", metadata: {} },
  ]);
});

test("each bad line is refused with a reason and a column, and the others are invited", async () => {
  const long = "x".repeat(500);
  const columns = Array.from({ length: 20 }, (_, index) => `column ${index}`);
  const id = await upload(
    admin,
    `${HEAD},${columns.join(",")}\n`,
    [
      line("good"),
      ",No number,a@example.com",
      "3,,a@example.com",
      "4,Kahvila,nonsense",
      `5,${"x".repeat(81)},a@example.com`,
      "6,Kahvila,a@example.com,a\tb",
      `7,Kahvila,a@example.com,,${"x".repeat(501)}`,
      `8,Kahvila,a@example.com${",y".repeat(21)}`,
      `9,Kahvila,a@example.com,${columns.map(() => long).join(",")}`,
      "10,Kahvila",
      line("good"),
      "good,Kahvila,other@example.com",
    ].join("\n"),
  );
  await runFile(database, id);
  expect(await lineResultsOf(id)).toEqual([
    "2 INVITED",
    "3 missing_value external_id",
    "4 missing_value business_name",
    "5 bad_email email",
    "6 too_long business_name",
    "7 bad_characters column 0",
    "8 too_long column 1",
    "9 too_many_cells",
    "10 url_too_long",
    "11 missing_value email",
    "12 ALREADY_INVITED",
    "13 INVITED",
  ]);
  expect((await getInvitationFile(admin, id))?.counts).toEqual({
    WAITING: 0,
    INVITED: 2,
    ALREADY_INVITED: 1,
    REFUSED: 9,
  });
});

test.each([
  ["not_utf8", Buffer.from(file("1,K\u00e4si Oy,a@example.com"), "latin1")],
  ["not_utf8", Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(file(line("a")), "utf16le")])],
  ["bad_quotes", file('1,"Kahvila,a@example.com', line("b"))],
  ["bad_quotes", file('1,Kah"vila,a@example.com')],
  ["missing_columns", `external_id,email\n1,a@example.com`],
  ["missing_columns", file().replaceAll(",", "\t")],
  ["bad_columns", `${HEAD},email\n1,a,a@example.com,b@example.com`],
  ["bad_columns", `${HEAD},merchant_id\n1,a,a@example.com,1`],
  ["bad_columns", `${HEAD},,x\n1,a,a@example.com,1,2`],
  ["line_too_long", `${HEAD}\n1,${"x".repeat(70_000)}`],
  ["line_too_long", "x".repeat(70_000)],
  ["empty", file("", ";;", "").replaceAll(";", ",")],
  ["empty", "\uFEFF\r\n"],
] as const)("a file that is refused for %s invites nobody and leaves nothing", async (problem, body) => {
  await expect(upload(admin, body)).rejects.toMatchObject({ problem });
  for (const table of ["MerchantInvitationFile", "MerchantInvitationLine", "MerchantInvitation"]) {
    expect(await rows(`SELECT 1 FROM "${table}"`)).toEqual([]);
  }
  expect(await jobs()).toEqual([]);
});

test("ten thousand lines are taken, and not one more", async () => {
  const read = async (count: number) => {
    let lines = 0;
    const body = chunksOf(file(...Array<string>(count).fill("x")));
    for await (const _line of readLines(body, (business) => business)) lines += 1;
    return lines;
  };
  expect(await read(10_000)).toBe(10_000);
  await expect(read(10_001)).rejects.toMatchObject({ problem: "too_many_lines" });
});

test("steps that run at once, die or are repeated invite each line once", async () => {
  const lines = Array.from({ length: 1_100 }, (_, index) => line(`c${index}`));
  const id = await upload(admin, file(...lines));
  // The database fails in the middle of a step, after the invitations.
  await rows(`ALTER TABLE "MerchantInvitationLine" ADD CONSTRAINT fail CHECK (state <> 'INVITED')`);
  await expect(runInvitationFileStep(id)).rejects.toThrow();
  expect(await invitations()).toEqual([]);
  await rows(`ALTER TABLE "MerchantInvitationLine" DROP CONSTRAINT fail`);
  await Promise.all(Array.from({ length: 5 }, () => runInvitationFileStep(id)));
  await runInvitationFileStep(id);
  expect(await invitations()).toHaveLength(1_100);
  expect(await getInvitationFile(admin, id)).toMatchObject({ state: "DONE", counts: { INVITED: 1_100 } });
});

test("the same file again invites nobody twice", async () => {
  const body = file(line("a"), line("b"));
  await runFile(database, await upload(admin, body));
  const again = await upload(admin, body, `\r\n${line("c")}`);
  await runFile(database, again);
  expect(await lineResultsOf(again)).toEqual(["2 ALREADY_INVITED", "3 ALREADY_INVITED", "4 INVITED"]);
  expect(await invitations()).toHaveLength(3);
});

test("the results are downloaded as CSV, in which nothing is a formula", async () => {
  const id = await upload(admin, file("=1+2,Kahvila,a@example.com", "-3,Kahvila,nonsense"));
  await runFile(database, id);
  expect(await new Response(await beginResultExport(admin, id, "csv", stableName)).text()).toBe(
    "line,external_id,result,reason,column\r\n2,'=1+2,invited,,\r\n3,'-3,refused,bad_email,email\r\n",
  );
  expect(await rows(`SELECT action FROM "AuditEvent" WHERE after->>'fileId' = $1 ORDER BY id`, [id])).toEqual([
    { action: "invitations.uploaded" },
    { action: "invitations.exported" },
  ]);
});

test("the sweep deletes files of dead servers and old ones, with their lines", async () => {
  const [dead, old, fresh] = [
    await upload(admin, file(line("a"))),
    await upload(admin, file(line("b"))),
    await upload(admin, file(line("c"))),
  ];
  for (const id of [old, fresh]) await runFile(database, id);
  await rows(
    `UPDATE "MerchantInvitationFile" SET state = 'RECEIVING', "lastArrivalAt" = now() - interval '6 minutes' WHERE id = $1`,
    [dead],
  );
  await rows(`UPDATE "MerchantInvitationFile" SET "finishedAt" = now() - interval '31 days' WHERE id = $1`, [old]);
  await Promise.all([sweepInvitationFiles(), sweepInvitationFiles()]);
  expect(await rows(`SELECT id FROM "MerchantInvitationFile"`)).toEqual([{ id: fresh }]);
  expect(await rows(`SELECT DISTINCT "fileId" FROM "MerchantInvitationLine"`)).toEqual([{ fileId: fresh }]);
  await runInvitationFileStep(dead);
  expect(await invitations()).toHaveLength(2);
});
