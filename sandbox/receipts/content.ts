import type { Receipt } from "../state/schema.ts";
import { heroJsonSchema, type SentHeroJson } from "./hero-json-schema.ts";
import { makeHeroJson } from "./make.ts";

/** What a receipt says, as JSON: what it was given or sent with, else what its kind makes. */
export function contentOf(receipt: Receipt): unknown {
  return receipt.content === undefined ? makeHeroJson(receipt) : receipt.content;
}

/** The same when it is right HeroJSON, from which the other formats can be made, else null. */
export function heroJsonOf(receipt: Receipt): SentHeroJson | null {
  return heroJsonSchema.safeParse(contentOf(receipt)).data ?? null;
}
