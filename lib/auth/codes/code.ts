import "server-only";
import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { CODE_DIGITS } from "@/lib/auth/codes/digits";
import { env } from "@/lib/env";
import type { CodePurpose } from "@/prisma/generated/enums";

/** The fields that tie a code to its row. */
export type CodeOwner = { id: string; purpose: CodePurpose; browserHash: string; email: string };

const CODE = new RegExp(`^\\d{${CODE_DIGITS}}$`);

/** A code as a user types or pastes it: digits, with spaces or hyphens anywhere. */
export const codeSchema = z
  .string({ error: "required" })
  .max(40, { error: "codeForm", abort: true })
  .transform((value) => value.replaceAll(/[\s-]/g, ""))
  .refine((value) => value !== "", { error: "required", abort: true })
  .refine((value) => CODE.test(value), { error: "codeForm" });

/** A new random code. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0");
}

/**
 * The hash under which a code is stored. So few digits are quickly guessed from a plain hash, so it is keyed with
 * AUTH_SECRET. It includes the row's fields, so a code fits no other browser, mailbox or purpose.
 */
export function hashCode({ id, purpose, browserHash, email }: CodeOwner, code: string): string {
  const bound = JSON.stringify(["mailed-code", id, purpose, browserHash, email, code]);
  return createHmac("sha256", env().AUTH_SECRET).update(bound).digest("hex");
}

/** Compares two hashes in constant time. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
