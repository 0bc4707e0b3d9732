import { seal } from "../../lib/crypto/seal.ts";
import { addEvent } from "./audit-events.ts";
import type { Context } from "./context.ts";
import type { Merchant } from "./merchant.ts";
import { labelName } from "./names.ts";
import type { Random } from "./random.ts";
import { addReceipts, addRevocation } from "./receipts.ts";
import { addRequest } from "./requests.ts";
import type { Rows } from "./rows.ts";
import { type Arrival, chooseFate, makeDisconnect, makePace } from "./scenario.ts";
import { DAY, HOUR, iso, MINUTE } from "./time.ts";

/**
 * The connection's number among those of its merchant, its creation time, and the disconnected one that it replaces, if
 * any.
 */
type Place = { number: number; at: number; replacesId: string | null };

/**
 * Adds a connection with its request, receipts, notifications and audit events.
 * @returns its id if it is disconnected
 */
export function addConnection(context: Context, rows: Rows, merchant: Merchant, place: Place): string | null {
  const { random, now, keys, admin } = context;
  const { at, number, replacesId } = place;
  const merchantId = merchant.id;
  const receiptheroId = random.uuid();
  const label = labelName(random, merchant.language, merchant.name, number);
  const scopes = random.pick([
    ["receipt:read"],
    ["receipt:read"],
    ["receipt:write"],
    ["receipt:read", "receipt:write"],
  ]);
  const partnerMetadata = merchant.metadata();

  const fate = chooseFate(random, now - at);
  const { disconnectedBy, disconnectedAt, ...ending } = makeDisconnect(random, fate, at, now);
  const { receipts: paced, ...pace } = makePace(random, fate, now);
  const receipts = paced.length === 0 && random.chance(0.35) ? [single(random, at, disconnectedAt ?? now)] : paced;
  const user = random.pick(merchant.users);
  const lives = fate !== "disconnected";
  const modifiedAt = lives && now - at > DAY && random.chance(0.06) ? at + random.number() * (now - at) : null;
  const unauthorizedSince = fate === "unauthorized" ? now - random.number() * Math.min(12 * DAY, now - at) : null;
  const drifts = lives && random.chance(0.005);
  const heard = receipts.flatMap(({ announcedAt, readyAt }) => [announcedAt ?? 0, readyAt ?? 0]);
  const heardLast = heard.length > 0 ? Math.max(...heard) : null;

  rows.Connection.push({
    receiptheroId,
    merchantId,
    label,
    scopes,
    partnerMetadata,
    status: fate === "disconnected" ? "DISCONNECTED" : fate === "disconnecting" ? "DISCONNECTING" : "ACTIVE",
    sealedToken: lives ? seal(fakeToken(receiptheroId, at), receiptheroId, keys) : null,
    tokenIssuedAt: lives ? iso(at) : null,
    tokenAcceptedAt: iso(at),
    connectedAt: iso(at),
    modifiedAt: iso(modifiedAt),
    disconnectedAt: iso(disconnectedAt),
    disconnectedBy,
    disconnectingSince: iso(ending.disconnectingSince),
    revocationError: ending.revocationError,
    lastNotificationAt: iso(heardLast),
    grantNumber: 1,
    health: "healthy",
    typicalInterval: pace.typicalInterval,
    quietFrom: iso(pace.quietFrom),
    overdueFrom: iso(pace.overdueFrom),
    unauthorizedSince: iso(unauthorizedSince),
    unauthorizedReason: unauthorizedSince === null ? null : random.chance(0.9) ? "refused" : "revocation_unclear",
    reportedMetadata: drifts ? { ...partnerMetadata, city: "Espoo" } : null,
    reportedAt: drifts ? iso(earlier(at, now, random.number())) : null,
    noticeReadAt:
      disconnectedBy === "RECEIPTHERO" && disconnectedAt !== null && random.chance(0.5)
        ? iso(disconnectedAt + HOUR)
        : null,
    replacesId,
  });
  addRequest(context, rows, merchant, {
    userId: user,
    label,
    scopes,
    partnerMetadata,
    at: at - random.between(1, 4) * MINUTE,
    claimedAt: at,
    outcome: "connected",
    receiptheroId,
  });
  addReceipts(context, rows, { receiptheroId, partnerMetadata }, receipts);
  if (disconnectedBy === "RECEIPTHERO" && disconnectedAt !== null) {
    addRevocation(context, rows, { receiptheroId, partnerMetadata }, disconnectedAt);
  }

  const of = { merchantId, receiptheroId };
  addEvent(rows, { ...of, at, action: "connection.connected", actor: user, after: { scopes } });
  if (modifiedAt !== null) addEvent(rows, { ...of, at: modifiedAt, action: "connection.modified", actor: user });
  if (unauthorizedSince !== null) {
    addEvent(rows, { ...of, at: unauthorizedSince, action: "connection.unauthorized", actor: "SYSTEM" });
  }
  const begun = disconnectedAt ?? ending.disconnectingSince;
  if (begun !== null && disconnectedBy !== "RECEIPTHERO") {
    const actor = disconnectedBy === "ADMIN" ? admin : user;
    const after = { status: "DISCONNECTING", disconnectedBy };
    addEvent(rows, {
      ...of,
      at: begun,
      action: "connection.disconnecting",
      actor,
      before: { status: "ACTIVE" },
      after,
    });
  }
  if (disconnectedAt !== null) {
    const byThem = disconnectedBy === "RECEIPTHERO";
    addEvent(rows, {
      ...of,
      at: disconnectedAt,
      action: "connection.disconnected",
      actor: byThem ? "RECEIPTHERO" : "SYSTEM",
      before: { status: byThem ? "ACTIVE" : "DISCONNECTING" },
      after: { status: "DISCONNECTED", disconnectedBy },
    });
  }
  return disconnectedAt === null ? null : receiptheroId;
}

/** A time within the last two weeks, but not before `from`. */
function earlier(from: number, now: number, share: number): number {
  return now - share * Math.min(14 * DAY, now - from);
}

/** The only receipt of a rarely used connection. */
function single(random: Random, from: number, now: number): Arrival {
  return { announcedAt: null, dueAt: null, readyAt: earlier(from, now, random.number()) };
}

/** A token in ReceiptHero's format, without a valid signature. */
function fakeToken(receiptheroId: string, issuedAt: number): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { receipthero_id: receiptheroId, iat: Math.floor(issuedAt / 1000) };
  return `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}.${"seed".repeat(11).slice(0, 43)}`;
}
