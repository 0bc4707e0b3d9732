import "server-only";
import { type Brand, completed, NO_BRAND } from "@/lib/brand/brand";
import { readBrand } from "@/lib/brand/read";
import { log } from "@/lib/log";

/** How long a server shows a brand without looking again, in milliseconds. */
const FRESH_MS = 3_000;

/** How old a brand may be that a page shows, in seconds. After `FRESH_MS` the page does not wait for a newer one. */
export const BRAND_SECONDS = 10;

// Stored on globalThis, because the change and the page that follows may have this module twice.
type Kept = { known?: { brand: Brand; at: number } | undefined; reading?: Promise<Brand> | undefined };
const shared = globalThis as typeof globalThis & { keptBrand?: Kept };
shared.keptBrand ??= {};
const kept = shared.keptBrand;

/**
 * The brand of the partner, from memory: one statement in three seconds reads it, however many pages are asked for. A
 * change is seen at once on its own server, and in ten seconds at most on the others. If the database fails, the brand
 * is the last one, or that of the settings.
 */
export async function getBrand(): Promise<Brand> {
  const { known } = kept;
  const age = known ? performance.now() - known.at : Number.POSITIVE_INFINITY;
  if (known && age < FRESH_MS) return known.brand;
  const newer = kept.reading ?? startReading();
  return known && age < BRAND_SECONDS * 1_000 ? known.brand : newer;
}

/** Makes the next page of this server read the brand. Call it after a change. */
export function forgetBrand(): void {
  // It stays for the case that the database fails.
  if (kept.known) kept.known = { ...kept.known, at: Number.NEGATIVE_INFINITY };
  kept.reading = undefined;
}

function startReading(): Promise<Brand> {
  // A build has no settings, so it ends here, before it looks for a database.
  const reading = readOr(kept.known?.brand ?? completed(NO_BRAND)).then((brand) => {
    // After `forgetBrand`, what was read before is too old.
    if (kept.reading !== reading) return brand;
    kept.known = { brand, at: performance.now() };
    kept.reading = undefined;
    return brand;
  });
  kept.reading = reading;
  return reading;
}

async function readOr(last: Brand): Promise<Brand> {
  try {
    return completed(await readBrand());
  } catch (error) {
    log.warn({ err: error }, "the brand could not be read");
    return last;
  }
}
