import type { RoleProblem } from "@/lib/errors/role-problems";

/** The path of the page that says that a member's role does not suffice. */
export function roleProblemPath(problem: RoleProblem): `/not-allowed?${string}` {
  return `/not-allowed?${new URLSearchParams({ reason: problem })}`;
}
