import "server-only";
import type { Actor, AuditEntry } from "@/lib/audit/record";
import { toMetadata } from "@/lib/connections/metadata/metadata";
import type { Grant } from "@/lib/connections/status";
import { seal } from "@/lib/crypto/seal";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import type { ImportLine } from "@/lib/imports/line";
import type { KnownConnection } from "@/lib/imports/run/known";

/** A line with its place. */
export type OpenLine = ImportLine & { importId: string; number: number };

/**
 * The grant that a line stands for.
 * @param known the connection that it renews, if there is one. What the line does not say stays as it is there
 */
export function grantOf(line: OpenLine, merchantId: string, known: KnownConnection | null): Grant {
  const { receiptheroId, accessToken } = line;
  const issuedAt = line.issuedAt === null ? null : new Date(line.issuedAt);
  return {
    receiptheroId,
    merchantId,
    label: labelOf(line, known),
    scopes: line.scopes ?? known?.scopes ?? ["receipt:read"],
    readProven: false,
    ...metadataOf(line, merchantId, known),
    replacesId: null,
    sealedToken: seal(accessToken, receiptheroId),
    issuedAt,
    imported: { connectedAt: line.connectedAt === null ? issuedAt : new Date(line.connectedAt) },
  };
}

/** A new connection without a label is called like its business. */
function labelOf({ label, businessName }: ImportLine, known: KnownConnection | null): string {
  return label ?? (known?.label || [...businessName].slice(0, MAX_LABEL).join("").trim());
}

/** The metadata of a line, which the merchant cannot change. A line without any leaves that of a known connection. */
function metadataOf({ pairs, externalId }: ImportLine, merchantId: string, known: KnownConnection | null) {
  if (known && !known.isAbandoned && !pairs) {
    const { partnerMetadata, partnerKeys } = known;
    return { partnerMetadata, partnerKeys };
  }
  const partnerMetadata = JSON.stringify(toMetadata(pairs ?? [], { id: merchantId, externalId }));
  return { partnerMetadata, partnerKeys: (pairs ?? []).map(({ key }) => key) };
}

/** The audit event of a line that was imported. */
export function eventOf(
  { importId }: OpenLine,
  { merchantId, receiptheroId, scopes }: Grant,
  actor: Actor,
): AuditEntry {
  return { actor, action: "connection.imported", merchantId, receiptheroId, after: { scopes, importId } };
}
