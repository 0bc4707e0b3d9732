import { useTranslations } from "next-intl";
import { isSendProblem } from "@/lib/outgoing-receipts/problems";

/** Why a receipt is not sent, in a sentence. A problem that this version does not know is shown as it is stored. */
export function ProblemText({ problem }: { problem: string }) {
  const t = useTranslations("admin.outgoingReceipts.problem");
  return isSendProblem(problem) ? t(problem) : <code className="font-mono text-sm">{problem}</code>;
}
