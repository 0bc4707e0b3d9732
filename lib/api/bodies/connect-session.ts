import { z } from "@hono/zod-openapi";
import { iso } from "@/lib/api/bodies/connection";
import { time } from "@/lib/api/fields";
import type { KeySession } from "@/lib/connect-sessions/get-for-key";
import { ConnectSessionPurpose, ConnectSessionStatus } from "@/prisma/generated/enums";

export const connectSessionSchema = z
  .object({
    id: z.uuid(),
    purpose: z.enum(ConnectSessionPurpose),
    status: z.enum(ConnectSessionStatus),
    reason: z
      .string()
      .nullable()
      .describe("Why it was cancelled, failed or expired. The codes are in the server's docs/errors.md."),
    receipthero_id: z
      .string()
      .nullable()
      .describe("The connection: the one that was created or renewed, otherwise the one that you named."),
    merchant: z.object({ id: z.uuid(), external_id: z.string().nullable() }),
    state: z.string().nullable().describe("Your own `state`."),
    created_at: time,
    expires_at: time.describe("Until then the link opens. A trip to ReceiptHero that has begun may take longer."),
    opened_at: time.nullable(),
    ended_at: time.nullable(),
  })
  .openapi("ConnectSession");

/** A connect session as the API returns it. */
export function connectSessionBody(session: KeySession): z.infer<typeof connectSessionSchema> {
  return {
    id: session.id,
    purpose: session.purpose,
    status: session.status,
    reason: session.reason,
    receipthero_id: session.receiptheroId,
    merchant: { id: session.merchantId, external_id: session.externalId },
    state: session.partnerState,
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    opened_at: iso(session.openedAt),
    ended_at: iso(session.endedAt),
  };
}
