import "server-only";
import { NO_BRAND, type OwnBrand } from "@/lib/brand/brand";
import { BRAND_ROW, brandRow } from "@/lib/brand/read";
import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/** Locks the row until the transaction ends, and makes it first if nothing was ever changed. */
export async function lockBrand(tx: Transaction): Promise<OwnBrand> {
  await tx.$executeRaw`INSERT INTO "Brand" DEFAULT VALUES ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<unknown[]>`${Prisma.raw(BRAND_ROW)} FOR UPDATE OF b`;
  return row === undefined ? NO_BRAND : brandRow.parse(row);
}
