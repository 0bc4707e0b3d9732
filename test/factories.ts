import { randomUUID } from "node:crypto";
import { makeKey } from "@/lib/api-keys/secret";
import { sha256 } from "@/lib/crypto/tokens";
import type { Admin, ConnectBrowser, Member, Owner, Reader, Staff, User } from "@/lib/principal";
import { apiPermissions } from "@/lib/principal";
import type { ConnectionStatus, MemberRole } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";

type Merchant = Reader["merchant"];

/** The principal of a member with a role. */
type WithRole = { OWNER: Owner; MEMBER: Member; READER: Reader };

/** A merchant with a signed-in owner. */
export async function createOwner(database: TestDatabase, business = "Kirjakauppa Aalto Oy"): Promise<Owner> {
  return joinMerchant(database, await createUser(database), await createMerchant(database, business), "OWNER");
}

/** A merchant without members. */
export async function createMerchant({ client }: TestDatabase, name: string): Promise<Merchant> {
  const merchant = { id: randomUUID(), name };
  await client.query(`INSERT INTO "Merchant" (id, name) VALUES ($1, $2)`, [merchant.id, merchant.name]);
  return merchant;
}

/** A signed-in member of a merchant. */
export async function createMember<Role extends MemberRole = "OWNER">(
  database: TestDatabase,
  merchant: Merchant,
  role?: Role,
): Promise<WithRole[Role]> {
  return joinMerchant(database, await createUser(database), merchant, role);
}

/** Makes a user a member of a merchant, by default an owner. Returns the user as one. */
export async function joinMerchant<Role extends MemberRole = "OWNER">(
  { client }: TestDatabase,
  { id, sessionId, email }: User,
  merchant: Merchant,
  role?: Role,
): Promise<WithRole[Role]> {
  const memberRole = role ?? "OWNER";
  await client.query(`INSERT INTO "Member" ("merchantId", "userId", role) VALUES ($1, $2, $3)`, [
    merchant.id,
    id,
    memberRole,
  ]);
  return { id, sessionId, email, role: "MERCHANT", view: null, merchant, memberRole } as WithRole[Role];
}

/** A signed-in user who belongs to no merchant. */
export async function createUser({ client }: TestDatabase): Promise<User> {
  const user = { id: randomUUID(), email: `${randomUUID()}@example.com` };
  const sessionId = randomUUID();
  await client.query(`INSERT INTO "User" (id, email) VALUES ($1, $2)`, [user.id, user.email]);
  await client.query(
    `INSERT INTO "Session" (id, "sessionToken", "userId", expires) VALUES ($1, $2, $3, now() + interval '1 day')`,
    [sessionId, randomUUID(), user.id],
  );
  return { ...user, sessionId, role: "MERCHANT", view: null } as User;
}

/** Adds a user with an email, who is a member of a merchant. */
export async function addMemberByEmail({ client }: TestDatabase, merchantId: string, email: string): Promise<void> {
  await client.query(
    `WITH "user" AS (INSERT INTO "User" (email) VALUES ($1) RETURNING id)
     INSERT INTO "Member" ("merchantId", "userId", role) SELECT $2::uuid, id, 'OWNER' FROM "user"`,
    [email, merchantId],
  );
}

/** A signed-in admin, who has no merchant. */
export async function createAdmin(database: TestDatabase): Promise<Admin> {
  const user = await createUser(database);
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [user.id]);
  return { ...user, role: "ADMIN" } as Admin;
}

/** A signed-in user of the partner's support, who has no merchant. */
export async function createStaff(database: TestDatabase): Promise<Staff> {
  const user = await createUser(database);
  await database.client.query(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [user.id]);
  return { ...user, role: "SUPPORT" } as Staff;
}

/** A user whose session views a merchant, as the session module finds it. */
export function viewing(user: User, merchant: Merchant): User {
  return { ...user, view: { merchant, expiresAt: new Date(Date.now() + 60_000) } } as User;
}

/** A member of the staff without a row in the database, for verbs that only require staff. */
export function someStaff(): Staff {
  const [id, sessionId] = [randomUUID(), randomUUID()];
  return { id, sessionId, email: `${id}@example.com`, role: "SUPPORT", view: null } as Staff;
}

type NewConnection = {
  receiptheroId?: string;
  label?: string;
  status?: ConnectionStatus;
  sealedToken?: string;
  metadata?: Record<string, string>;
};

/**
 * Stores a connection of a merchant, with a token unless it is disconnected.
 * @returns its id
 */
export async function addConnection(
  { client }: TestDatabase,
  merchantId: string,
  {
    receiptheroId = randomUUID(),
    label = "Shop in Turku",
    status = "ACTIVE",
    sealedToken = "sealed-token",
    metadata,
  }: NewConnection = {},
): Promise<string> {
  const ended = status === "DISCONNECTED";
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", status, "sealedToken", "disconnectedAt")
     VALUES ($1, $2, $3, '{receipt:read}', $4, $5::"ConnectionStatus", $6, $7)`,
    [
      receiptheroId,
      merchantId,
      label,
      metadata ?? { merchant_id: merchantId, note: `note of ${label}` },
      status,
      ended ? null : sealedToken,
      ended ? new Date() : null,
    ],
  );
  return receiptheroId;
}

/** Stores an authorization request of a user. Its secrets are recognizable. */
export async function addAuthorizationRequest({ client }: TestDatabase, user: Reader, label: string): Promise<void> {
  await client.query(
    `INSERT INTO "AuthorizationRequest" ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "sealedCodeVerifier",
                                         "sealedGrant", "grantExpiresAt")
     VALUES ($1, $2, $3, $4, 'browser-hash', $5, '{receipt:read}', $6, 'sealed-verifier', 'sealed-grant', now() + interval '1 hour')`,
    [`state-hash-${randomUUID()}`, user.id, user.merchant.id, user.sessionId, label, { note: `note of ${label}` }],
  );
}

/** Stores an API key. @returns the key */
export async function addApiKey(
  { client }: Pick<TestDatabase, "client">,
  permissions: readonly string[] = apiPermissions,
  { endedAt = null, expiresAt = null }: { endedAt?: Date | null; expiresAt?: Date | null } = {},
): Promise<string> {
  const key = makeKey();
  await client.query(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById", "endedAt", "expiresAt") VALUES ($1, $2, $3, $4, $5, $6)`,
    [`Key for ${permissions}`, permissions, sha256(key), randomUUID(), endedAt, expiresAt],
  );
  return key;
}

/** The browser of a connect session, as if it had opened the session's link. */
export function connectBrowser(connectSessionId: string, browserHash: string): ConnectBrowser {
  return { connectSessionId, browserHash } as ConnectBrowser;
}

/** Stores an import that is done, with one refused line. @returns its id */
export async function addImport({ client }: TestDatabase): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "Import" ("startedByType", "startedById", state, "receivedAt", "finishedAt")
     VALUES ('API_KEY', gen_random_uuid(), 'DONE', now(), now()) RETURNING id`,
  );
  const id = rows[0]?.id ?? "";
  await client.query(
    `INSERT INTO "ImportLine" ("importId", number, state, error) VALUES ($1, 1, 'REFUSED', 'bad_token')`,
    [id],
  );
  return id;
}
