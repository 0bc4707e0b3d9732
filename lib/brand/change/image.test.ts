import { beforeEach, expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import { changeBrandImage } from "@/lib/brand/change/image";
import { forgetBrand, getBrand } from "@/lib/brand/current";
import { findImage } from "@/lib/brand/images/find";
import { cleanPng } from "@/lib/brand/images/png";
import { prepareImage } from "@/lib/brand/images/prepare";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { png, SVG_LOGO } from "@/test/images";

let database: TestDatabase;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Brand"`);
  await database.client.query(`DELETE FROM "BrandImage"`);
  forgetBrand();
});

async function unused(): Promise<boolean[]> {
  const { rows } = await database.client.query(
    `SELECT "unusedSince" IS NOT NULL AS unused FROM "BrandImage" ORDER BY width`,
  );
  return rows.map((row) => row.unused);
}

test("an SVG is served as it was cleaned, and as a PNG that was drawn of it", async () => {
  const image = await prepareImage(Buffer.from(SVG_LOGO), "logo");
  expect(await changeBrandImage(admin, "logo", image, 0)).toBe(true);
  const { logo, version } = await getBrand();
  expect(version).toBe(1);
  expect(logo).toMatchObject({ type: "svg", width: 150, height: 30 });
  const svg = await findImage(`${logo?.hash}.svg`);
  expect(Buffer.from(svg?.bytes ?? []).toString()).toContain(`fill="#aa0044"`);
  const drawn = await findImage(`${logo?.hash}.png`);
  await expect(cleanPng(drawn?.bytes ?? new Uint8Array())).resolves.toMatchObject({ width: 640, height: 128 });
});

test("an SVG that is both a logo and an icon is drawn as large as each needs it", async () => {
  const square = SVG_LOGO.replace(/viewBox="[^"]*"/, 'viewBox="0 0 30 30" width="30" height="30"');
  await changeBrandImage(admin, "logo", await prepareImage(Buffer.from(square), "logo"), 0);
  await changeBrandImage(admin, "icon", await prepareImage(Buffer.from(square), "icon"), 1);
  const { logo, icon } = await getBrand();
  const widthOf = async (hash = "") =>
    (await cleanPng((await findImage(`${hash}.png`))?.bytes ?? new Uint8Array())).width;
  expect(await widthOf(icon?.hash)).toBe(512);
  expect(await widthOf(logo?.hash)).toBeLessThan(512);
});

test("nothing but an image of the brand is served", async () => {
  const image = await prepareImage(png(64, 64), "icon");
  await changeBrandImage(admin, "icon", image, 0);
  const { icon } = await getBrand();
  expect(await findImage(`${icon?.hash}.png`)).toMatchObject({ type: "png" });
  for (const file of [`${icon?.hash}.svg`, `${icon?.hash}`, `${"0".repeat(64)}.png`, "x.png", "..%2f", ""]) {
    expect(await findImage(file), file).toBeNull();
  }
});

test("a logo that was replaced stays for a year, for emails that were sent, and is then deleted", async () => {
  const [first, second] = [await prepareImage(png(40, 10), "logo"), await prepareImage(png(80, 10), "logo")];
  await changeBrandImage(admin, "logo", first, 0);
  await changeBrandImage(admin, "logo", second, 1);
  expect(await unused()).toEqual([true, false]);
  await database.client.query(`UPDATE "BrandImage" SET "unusedSince" = now() - interval '364 days' WHERE width = 40`);
  await deleteExpired();
  expect(await unused()).toEqual([true, false]);
  await changeBrandImage(admin, "darkLogo", first, 2);
  expect(await unused()).toEqual([false, false]);
  await changeBrandImage(admin, "darkLogo", null, 3);
  await database.client.query(`UPDATE "BrandImage" SET "unusedSince" = now() - interval '366 days' WHERE width = 40`);
  await deleteExpired();
  expect(await unused()).toEqual([false]);
});

test("an outdated page changes no image, and the audit log names each image by its hash", async () => {
  const image = await prepareImage(png(16, 16), "icon");
  expect(await changeBrandImage(admin, "icon", image, 7)).toBe(false);
  expect(await changeBrandImage(admin, "icon", image, 0)).toBe(true);
  expect(await changeBrandImage(admin, "icon", image, 1)).toBe(true);
  const hash = (await getBrand()).icon?.hash;
  expect(await changeBrandImage(admin, "icon", null, 1)).toBe(true);
  const { rows } = await database.client.query(
    `SELECT before, after FROM "AuditEvent" WHERE action = 'brand.image_changed' ORDER BY id DESC LIMIT 2`,
  );
  expect(rows).toEqual([
    { before: { icon: hash }, after: {} },
    { before: {}, after: { icon: hash } },
  ]);
});

test.each([
  [Buffer.alloc(0), "no_file"],
  [Buffer.from("GIF89a"), "unknown_type"],
  [Buffer.from(SVG_LOGO), "not_square"],
  [png(20, 10), "not_square"],
])("an upload that is no icon is refused", async (bytes, problem) => {
  await expect(prepareImage(bytes, "icon")).rejects.toMatchObject({ problem });
});
