import { z } from "@hono/zod-openapi";
import { iso } from "@/lib/api/bodies/connection";
import { time } from "@/lib/api/fields";
import type { Certificate } from "@/lib/connections/disconnect/certificate";

const actor = z
  .object({ type: z.enum(["user", "api_key", "connect_session", "receipthero", "system"]), id: z.uuid().optional() })
  .describe("Who did it. Users, API keys and connect sessions have an `id`, the one in the audit log.");

export const certificateSchema = z
  .object({
    issued_at: time,
    receipthero_id: z.string(),
    merchant: z.object({ id: z.uuid(), name: z.string().nullable() }),
    scopes: z.array(z.string()),
    connected_at: time,
    disconnected_at: time,
    token_erased_at: time,
    way: z
      .enum(["merchant", "membership", "admin", "receipthero", "system"])
      .describe("Who disconnected it, and where."),
    asked_at: time.nullable(),
    asked_by: actor.nullable(),
    answer: z
      .enum(["revoked", "gone", "dead", "unconfirmed"])
      .nullable()
      .describe(
        "How ReceiptHero responded to the revocation. `revoked`: it revoked the token. `gone`: the authorization no longer existed there (404). `dead`: it refused the revocation, and a check showed that it no longer accepts the token. `unconfirmed`: an admin marked the connection as disconnected, without a response from ReceiptHero. Null when ReceiptHero was not asked, or when the log has no response.",
      ),
    events: z.array(z.object({ id: z.string(), at: time, action: z.string(), actor })),
  })
  .openapi("Certificate");

/** A certificate as the API returns it: with ids, and without the emails of users. */
export function certificateBody(certificate: Certificate): z.infer<typeof certificateSchema> {
  const { connection, merchant, askedBy } = certificate;
  return {
    issued_at: certificate.issuedAt.toISOString(),
    receipthero_id: connection.receiptheroId,
    merchant: { id: merchant.id, name: merchant.name },
    scopes: connection.scopes,
    connected_at: connection.connectedAt.toISOString(),
    disconnected_at: connection.disconnectedAt.toISOString(),
    token_erased_at: certificate.tokenErasedAt.toISOString(),
    way: certificate.way,
    asked_at: iso(certificate.askedAt),
    asked_by: askedBy && actorBody(askedBy),
    answer: certificate.answer,
    events: certificate.events.map(({ id, at, action, actor: by }) => ({
      id,
      at: at.toISOString(),
      action,
      actor: actorBody(by),
    })),
  };
}

type Actor = Certificate["events"][number]["actor"];

function actorBody(by: Actor): z.infer<typeof actor> {
  const type = by.type.toLowerCase() as Lowercase<Actor["type"]>;
  return "id" in by ? { type, id: by.id } : { type };
}
