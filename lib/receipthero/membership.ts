import "server-only";
import { z } from "zod";
import { env } from "@/lib/env";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** The URL to which ReceiptHero sends the browser after the membership view. */
export function membershipUri(): string {
  return `${env().APP_URL}/api/receipthero/membership`;
}

/** The URL of ReceiptHero's membership view for a connection, receipthero-api.md section 1.5. */
export function membershipUrl(receiptheroId: string): string {
  const query = { receipthero_id: receiptheroId, redirect_uri: membershipUri() };
  return `${env().RECEIPTHERO_PAGES_URL}/membership?${new URLSearchParams(query)}`;
}

const returnSchema = z.object({
  status: z.tuple([z.enum(["cancelled", "modified", "removed"])]),
  receiptheroId: z.tuple([receiptheroIdSchema]),
});

/** The unproven claim of a return from the membership view. */
export type MembershipReturn = { status: "cancelled" | "modified" | "removed"; receiptheroId: string };

/**
 * Reads the query of a return from the membership view, receipthero-api.md section 1.5.
 * @returns the claim, or null when a parameter is missing, repeated or unknown
 */
export function readMembershipReturn(query: URLSearchParams): MembershipReturn | null {
  const parsed = returnSchema.safeParse({
    status: query.getAll("status"),
    receiptheroId: query.getAll("receipthero_id"),
  });
  if (!parsed.success) return null;
  const { status, receiptheroId } = parsed.data;
  return { status: status[0], receiptheroId: receiptheroId[0] };
}
