import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { beforeEach, expect, vi } from "vitest";
import { addPasskey } from "@/lib/auth/passkeys/add";
import { isOurChallenge, newChallenge } from "@/lib/auth/passkeys/challenge";
import { hasPasskey, listPasskeys } from "@/lib/auth/passkeys/list";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { removePasskey, removePasskeyAsAdmin } from "@/lib/auth/passkeys/remove";
import { renamePasskey } from "@/lib/auth/passkeys/rename";
import { verifyPasskey } from "@/lib/auth/passkeys/verify";
import { env } from "@/lib/env";
import type { User } from "@/lib/principal";
import { MAX_PASSKEYS } from "@/lib/quotas";
import { createAdmin, createUser } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { subjectsTo } from "@/test/user-mails";

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();

/** A device with one passkey, as Web Authentication Level 3 describes it. */
class Device {
  readonly id = randomBytes(16);
  counter = 0;
  readonly #key: KeyObject;
  /** COSE_Key (RFC 9053) of an EC2 key for ES256, as CBOR. */
  readonly publicKey: Buffer;

  constructor() {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = pair.privateKey;
    const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
    const part = (label: number, value: string) =>
      Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, "base64url")]);
    this.publicKey = Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), part(0x21, x), part(0x22, y)]);
  }

  #authenticatorData(host: string, flags: number, attested = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4);
    this.counter += 1;
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(host), Buffer.from([flags]), counter, attested]);
  }

  #answer(response: object): string {
    const id = this.id.toString("base64url");
    return JSON.stringify({ id, rawId: id, type: "public-key", clientExtensionResults: {}, response });
  }

  /** Creates the passkey; the answer of the browser. */
  create(challenge: Uint8Array): string {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.publicKey]);
    const data = this.#authenticatorData("localhost", 0x45, attested);
    const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
    const attestationObject = Buffer.concat([
      ...[Buffer.from([0xa3]), text("fmt"), text("none"), text("attStmt"), Buffer.from([0xa0])],
      ...[text("authData"), Buffer.from([0x59, data.length >> 8, data.length & 0xff]), data],
    ]).toString("base64url");
    return this.#answer({ clientDataJSON: clientData("webauthn.create", challenge), attestationObject });
  }

  /** Uses the passkey; the answer of the browser. */
  use(challenge: Uint8Array, { flags = 0x05, origin = ORIGIN, host = "localhost" } = {}): string {
    const authenticatorData = this.#authenticatorData(host, flags);
    const clientDataJSON = clientData("webauthn.get", challenge, origin);
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return this.#answer({
      clientDataJSON,
      authenticatorData: authenticatorData.toString("base64url"),
      signature: sign("sha256", signed, this.#key).toString("base64url"),
    });
  }
}

const ORIGIN = "http://localhost:3000";

function clientData(type: string, challenge: Uint8Array, origin = ORIGIN): string {
  const data = { type, challenge: Buffer.from(challenge).toString("base64url"), origin, crossOrigin: false };
  return Buffer.from(JSON.stringify(data)).toString("base64url");
}

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Adds a passkey of a new device to a user's account. */
  .extend("add", () => async (user: User, name = "Phone") => {
    const device = new Device();
    await addPasskey(user, name, device.create(newChallenge(`add ${user.id}`)));
    return device;
  });

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
  env().APP_URL = ORIGIN;
});
beforeEach(() => {
  vi.useRealTimers();
});

test("a passkey that was added proves its user, once for each answer, and again until it is removed", async ({
  database,
  mailSandbox,
  rows,
  add,
}) => {
  const user = await createUser(database);
  expect(await hasPasskey(user)).toBe(false);
  const device = await add(user);
  expect(await hasPasskey(user)).toBe(true);
  const answer = device.use(newChallenge("use"));
  expect(await verifyPasskey(answer)).toMatchObject({ userId: user.id, email: user.email });
  expect(await verifyPasskey(answer)).toBeNull();
  expect(await verifyPasskey(device.use(newChallenge("use")))).toMatchObject({ userId: user.id });
  const [passkey] = await listPasskeys(user);
  expect(passkey).toMatchObject({ name: "Phone", lastUsedAt: expect.any(Date) });

  const admin = await createAdmin(database);
  const id = passkey?.id ?? "";
  await expect(renamePasskey(admin, id, "Mine")).rejects.toMatchObject({ code: "not_found" });
  await renamePasskey(user, id, "Spare phone");
  await renamePasskey(user, id, "Spare phone");
  expect(await listPasskeys(user)).toMatchObject([{ name: "Spare phone" }]);
  await expect(removePasskey(admin, id)).rejects.toMatchObject({ code: "not_found" });
  await removePasskeyAsAdmin(admin, user.id, id);
  await expect(removePasskey(user, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await verifyPasskey(device.use(newChallenge("use")))).toBeNull();
  const events = await rows(`SELECT action, "actorId" FROM "AuditEvent" WHERE after->>'passkeyId' = $1 ORDER BY id`, [
    id,
  ]);
  expect(events).toEqual([
    { action: "user.passkey_added", actorId: user.id },
    { action: "user.passkey_renamed", actorId: user.id },
    { action: "user.passkey_removed", actorId: admin.id },
  ]);
  expect((await subjectsTo(mailSandbox, user.email)).sort()).toEqual([
    "A passkey was added to your account at Your company",
    "A passkey was removed from your account at Your company",
  ]);
});

test("an answer is refused that another site, another key, an unverified user or nobody gave", async ({
  database,
  add,
}) => {
  const user = await createUser(database);
  const device = await add(user);
  const stranger = new Device();
  const forged = JSON.parse(stranger.use(newChallenge("use")));
  const id = device.id.toString("base64url");
  const refused = [
    device.use(newChallenge("use"), { origin: "https://evil.example" }),
    device.use(newChallenge("use"), { host: "evil.example" }),
    // Present, and not verified.
    device.use(newChallenge("use"), { flags: 0x01 }),
    device.use(randomBytes(38)),
    device.use(newChallenge(`add ${user.id}`)),
    JSON.stringify({ ...forged, id, rawId: id }),
    JSON.stringify(forged),
    ...["", "{", "null", "[]", "{}", JSON.stringify({ id }), "x".repeat(100_000)],
  ];
  for (const answer of refused) expect(await verifyPasskey(answer), answer.slice(0, 200)).toBeNull();
  // A copy of the passkey that has signed less often.
  device.counter = 0;
  expect(await verifyPasskey(device.use(newChallenge("use")))).toBeNull();
});

test("two answers to one challenge at once prove one time", async ({ database, add }) => {
  const device = await add(await createUser(database));
  const answer = device.use(newChallenge("use"));
  const proofs = await Promise.all([verifyPasskey(answer), verifyPasskey(answer), verifyPasskey(answer)]);
  expect(proofs.filter((proof) => proof !== null)).toHaveLength(1);
});

test("a passkey is added for the user who asked, once, and to one account", async ({ database, rows, add }) => {
  const [user, other] = [await createUser(database), await createUser(database)];
  const device = new Device();
  const adding = (who: User, answer: string) => addPasskey(who, "Phone", answer);
  await expect(adding(user, device.create(newChallenge(`add ${other.id}`)))).rejects.toMatchObject({
    code: "passkey_failed",
  });
  await expect(adding(user, device.create(newChallenge("use")))).rejects.toMatchObject({ code: "passkey_failed" });
  await expect(adding(user, "{}")).rejects.toMatchObject({ code: "passkey_failed" });
  const answer = device.create(newChallenge(`add ${user.id}`));
  await adding(user, answer);
  await expect(adding(user, answer)).rejects.toMatchObject({ code: "passkey_failed" });
  await expect(adding(other, device.create(newChallenge(`add ${other.id}`)))).rejects.toMatchObject({
    code: "passkey_exists",
  });
  await rows(
    `INSERT INTO "Passkey" ("userId", "credentialId", "publicKey", counter, name)
     SELECT $1, gen_random_uuid(), '', 0, 'Phone' FROM generate_series(2, $2::int)`,
    [user.id, MAX_PASSKEYS],
  );
  await expect(add(user)).rejects.toMatchObject({ code: "too_many_passkeys" });
});

test("a passkey is not added when the session ends in the meantime", async ({ database, rows, add }) => {
  const user = await createUser(database);
  await rows("BEGIN");
  await rows(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [user.id]);
  const adding = expect(add(user)).rejects.toMatchObject({ code: "passkey_failed" });
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(async () => (await rows(waiting)).length).toBeGreaterThan(0);
  await rows(`DELETE FROM "Session" WHERE "userId" = $1`, [user.id]);
  await rows("COMMIT");
  await adding;
  expect(await listPasskeys(user)).toEqual([]);
});

test("a challenge has a purpose and expires after 15 minutes", () => {
  const text = (purpose: "use" | "add a") => Buffer.from(newChallenge(purpose)).toString("base64url");
  const challenge = text("use");
  expect([isOurChallenge(challenge, "use"), isOurChallenge(challenge, "add a")]).toEqual([true, false]);
  expect([isOurChallenge(text("add a"), "add a"), isOurChallenge(text("add a"), "add b")]).toEqual([true, false]);
  expect([isOurChallenge("", "use"), isOurChallenge(challenge.slice(1), "use")]).toEqual([false, false]);
  vi.useFakeTimers({ now: Date.now() + 15 * 60_000 + 1, toFake: ["Date"] });
  expect(isOurChallenge(challenge, "use")).toBe(false);
});

test("a host that is an IP address has no passkeys", async ({ database }) => {
  for (const host of ["127.0.0.1", "[::1]"]) {
    env().APP_URL = `http://${host}:3000`;
    expect(relyingParty()).toBeNull();
  }
  expect(await hasPasskey(await createUser(database))).toBe(false);
  env().APP_URL = "https://connect.example.com";
  expect(relyingParty()).toMatchObject({ id: "connect.example.com", origin: "https://connect.example.com" });
  env().APP_URL = ORIGIN;
});
