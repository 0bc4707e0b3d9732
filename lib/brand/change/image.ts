import "server-only";
import { createHash } from "node:crypto";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import type { ImagePlace } from "@/lib/brand/brand";
import { lockBrand } from "@/lib/brand/change/lock";
import { forgetBrand } from "@/lib/brand/current";
import type { PreparedImage } from "@/lib/brand/images/prepare";
import { db, type Transaction } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/** The column of each place. */
const COLUMNS = { logo: "logoHash", darkLogo: "darkLogoHash", icon: "iconHash" } as const;

/**
 * Puts an image in its place, or takes it away.
 * @param image null takes it away
 * @param version of the brand that the admin saw
 * @returns false when the brand has another version by now; then nothing was changed
 */
export async function changeBrandImage(
  admin: Admin,
  place: ImagePlace,
  image: PreparedImage | null,
  version: number,
): Promise<boolean> {
  const isDone = await db().$transaction(async (tx) => {
    const former = await lockBrand(tx);
    if (former.version !== version) return false;
    const hash = image && (await keepImage(tx, image));
    if (hash === (former[place]?.hash ?? null)) return true;
    const data = { [COLUMNS[place]]: hash, version: version + 1 };
    await tx.brand.update({ where: { id: 1 }, data, select: { id: true } });
    await noteUse(tx);
    const [before, after] = [former[place]?.hash, hash].map((one) => (one ? { [place]: one } : {}));
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "brand.image_changed",
      before: { ...before },
      after: { ...after },
    });
    return true;
  });
  forgetBrand();
  return isDone;
}

/** Stores an image once, however often it is uploaded. The same drawing has other pixels as an icon than as a logo. */
async function keepImage(tx: Transaction, { type, content, png, width, height }: PreparedImage): Promise<string> {
  const hash = createHash("sha256")
    .update(content)
    .update(png ?? "")
    .digest("hex");
  const row = { hash, type, content, png, width, height };
  await tx.brandImage.upsert({ where: { hash }, create: row, update: {}, select: { hash: true } });
  return hash;
}

/** Notes since when an image is not used. Emails may show it for some time. */
async function noteUse(tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    UPDATE "BrandImage" i SET "unusedSince" = CASE WHEN used THEN NULL ELSE coalesce("unusedSince", now()) END
      FROM (SELECT hash, EXISTS (SELECT FROM "Brand" WHERE hash IN ("logoHash", "darkLogoHash", "iconHash")) AS used
              FROM "BrandImage") u
     WHERE u.hash = i.hash AND used <> ("unusedSince" IS NULL)`;
}
