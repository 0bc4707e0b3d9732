import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomToken } from "../secrets.ts";
import type { Client } from "../settings.ts";
import { SAMPLE_ACCOUNTS } from "./sample-accounts.ts";
import { type SandboxState, sandboxState } from "./schema.ts";

/** The state of one sandbox, its clock, and the file that keeps it. */
export type Store = {
  /** Read freely; change only inside `change`. */
  readonly state: Readonly<SandboxState>;
  /** Milliseconds since 1970 by the sandbox clock. */
  now(): number;
  /** Runs the change, writes the state to disk if there is a folder, gives what the change gave. */
  change<T>(action: (state: SandboxState) => T): T;
};

/** Opens the state in `dataFolder` (null: memory only) and makes sure that `client` is registered in it as given. */
export function openStore(dataFolder: string | null, client: Client): Store {
  const file = dataFolder === null ? null : prepareFile(dataFolder);
  const state = (file === null ? null : readState(file)) ?? emptyState();

  // A change inside a change is written once, with the outer one: so what belongs together cannot be lost by half.
  let depth = 0;
  const change = <T>(action: (state: SandboxState) => T): T => {
    depth += 1;
    try {
      return action(state);
    } finally {
      depth -= 1;
      if (file && depth === 0) writeState(file, state);
    }
  };
  change(() => putClient(state, client));

  return { state, now: () => Date.now() + state.clockOffset, change };
}

/** Registers the client, in place of an earlier one with the same id. */
export function putClient(state: SandboxState, client: Client): void {
  state.clients = [...state.clients.filter((other) => other.id !== client.id), client];
}

/** Forgets what happened, keeps who exists: accounts, clients and the signing key stay. */
export function resetState(state: SandboxState): void {
  const { accounts, clients, signingKey } = state;
  Object.assign(state, emptyState(), { accounts, clients, signingKey });
}

function emptyState(): SandboxState {
  return {
    version: 1,
    clockOffset: 0,
    signingKey: randomToken(),
    accounts: structuredClone(SAMPLE_ACCOUNTS),
    clients: [],
    connections: [],
    codes: [],
    consentVisits: [],
    membershipVisits: [],
    receipts: [],
    announcedKinds: [],
    deliveries: [],
    mails: [],
    counters: {
      tokenRequests: 0,
      revocationRequests: 0,
      revocationsDone: 0,
      revocationsNotFound: 0,
      redirectsFollowed: 0,
      sendRequests: 0,
      receiptsTaken: 0,
    },
  };
}

function prepareFile(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  return join(dataFolder, "state.json");
}

function readState(file: string): SandboxState | null {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    return sandboxState.parse(JSON.parse(content));
  } catch {
    throw new Error(`${file} is not a sandbox state of this version: move it away and start again`);
  }
}

function writeState(file: string, state: SandboxState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(descriptor, JSON.stringify(state));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // A rename is atomic: a reader gets the old state or the new one, never a half.
  renameSync(temporary, file);
}
