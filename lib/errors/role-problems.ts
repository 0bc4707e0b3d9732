import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** Why a member's role does not suffice, or why staff only look. Each has a text under `notAllowed` in messages/. */
const roleProblems = ["look_only", "owners_only", "view_only"] as const;

export const roleProblem = z.enum(roleProblems);
export type RoleProblem = z.infer<typeof roleProblem>;

/** Why a member's role does not suffice, if the error says so. */
export function roleProblemOf(error: unknown): RoleProblem | null {
  return roleProblem.safeParse(error instanceof AppError ? error.code : null).data ?? null;
}
