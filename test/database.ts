import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import type { Admin, Member, Owner, Reader, Staff, User } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/** A test file's own database, used as the superuser. */
export type TestDatabase = { name: string; url: string; client: pg.Client; drop(): Promise<void> };

/**
 * Copies the migrated template into a new database, which `db()` then uses. Call it in `beforeAll`, before the first
 * use of `db()`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${inject("databaseTemplate")}`);

  const url = new URL(inject("databaseServer"));
  url.pathname = name;
  process.env.DATABASE_URL = url.href;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    name,
    url: url.href,
    client,
    async drop() {
      await client.end();
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}

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
  return { id, sessionId, email, role: "MERCHANT", merchant, memberRole } as WithRole[Role];
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
  return { ...user, sessionId, role: "MERCHANT" } as User;
}

/** A signed-in admin, who has no merchant. */
export async function createAdmin(database: TestDatabase): Promise<Admin> {
  const user = await createUser(database);
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [user.id]);
  return { ...user, role: "ADMIN" } as Admin;
}

/** A member of the staff without a row in the database, for verbs that only require staff. */
export function someStaff(): Staff {
  const [id, sessionId] = [randomUUID(), randomUUID()];
  return { id, sessionId, email: `${id}@example.com`, role: "SUPPORT" } as Staff;
}

/** Every row of every table as text, as in a dump. */
export async function dump({ client }: TestDatabase): Promise<string> {
  const tables = await client.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const result = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    rows.push(...result.rows.map(({ row }) => row));
  }
  return rows.join("\n");
}

/** Locks a table against every other transaction, until the test ends or the returned function is called. */
export async function lockTable(database: TestDatabase, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
  let open = true;
  const release = async () => {
    if (open) await client.end();
    open = false;
  };
  onTestFinished(release);
  return release;
}
