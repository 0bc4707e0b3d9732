import "server-only";
import { z } from "zod";
import { NO_BRAND, type OwnBrand } from "@/lib/brand/brand";
import { checkPool } from "@/lib/db/client";

const texts = z.object({ fi: z.string(), sv: z.string(), en: z.string() }).partial();

const image = z
  .object({ hash: z.string(), type: z.enum(["svg", "png"]), width: z.number(), height: z.number() })
  .nullable();

/** A row of the table, without what only the database needs. */
export const brandRow: z.ZodType<OwnBrand> = z.object({
  version: z.number(),
  name: z.string().nullable(),
  accent: z.string().nullable(),
  supportUrl: z.string().nullable(),
  termsUrl: z.string().nullable(),
  privacyUrl: z.string().nullable(),
  senderName: z.string().nullable(),
  replyTo: z.string().nullable(),
  welcome: texts,
  consent: texts,
  logo: image,
  darkLogo: image,
  icon: image,
});

/** SQL: the row with its images. */
export const BRAND_ROW = `
  SELECT b.*, ${imageOf("logoHash")} AS logo, ${imageOf("darkLogoHash")} AS "darkLogo", ${imageOf("iconHash")} AS icon
    FROM "Brand" b`;

/** SQL: the image with a hash, without its bytes. */
function imageOf(column: "logoHash" | "darkLogoHash" | "iconHash"): string {
  return `(SELECT json_build_object('hash', hash, 'type', type, 'width', width, 'height', height)
             FROM "BrandImage" WHERE hash = b."${column}")`;
}

/**
 * Reads what admins changed. It has the connection of the check of readiness: emails are written in transactions, and one
 * that waited for another connection of the same pool could wait for itself.
 * @throws any database error
 */
export async function readBrand(): Promise<OwnBrand> {
  const { rows } = await checkPool().query(BRAND_ROW);
  return rows[0] === undefined ? NO_BRAND : brandRow.parse(rows[0]);
}
