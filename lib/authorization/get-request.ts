import "server-only";
import { z } from "zod";
import { toPairs } from "@/lib/connections/metadata/metadata";
import { db } from "@/lib/db/client";
import type { Reader, User } from "@/lib/principal";

/** The values of an authorization request of the user's own, so that a retry needs no typing; or null. */
export async function getRequest(reader: Reader, id: unknown) {
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) return null;
  const found = await db().authorizationRequest.findUnique({
    where: { id: parsed.data, userId: reader.id, merchantId: reader.merchant.id },
    select: { label: true, scopes: true, partnerMetadata: true, partnerKeys: true, replacesId: true },
  });
  if (!found) return null;
  const { partnerMetadata, replacesId, ...asked } = found;
  return { ...asked, pairs: toPairs(partnerMetadata), reconnect: replacesId };
}

/** The merchant of an authorization request of the user's own, if the user still belongs to it; or null. */
export async function businessOfRequest(user: User, id: unknown): Promise<string | null> {
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) return null;
  const found = await db().authorizationRequest.findUnique({
    where: { id: parsed.data, userId: user.id, merchant: { members: { some: { userId: user.id } } } },
    select: { merchantId: true },
  });
  return found?.merchantId ?? null;
}
