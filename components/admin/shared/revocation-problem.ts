import type { useTranslations } from "next-intl";
import { statusOf, UNREACHABLE } from "@/lib/receipthero/revocation-problem";

type Words = ReturnType<typeof useTranslations<"admin.connection.state.revocation">>;

/**
 * Why ReceiptHero has not confirmed a disconnect, in the language of the page. The database and the API have it in
 * English. A rare problem stays as it is: it names a fault of the installation.
 * @param t the texts under `admin.connection.state.revocation`
 */
export function revocationProblem(t: Words, problem: string): string {
  const status = statusOf(problem);
  if (status !== null) return t("responded", { status });
  return problem === UNREACHABLE ? t("unreachable") : problem;
}
