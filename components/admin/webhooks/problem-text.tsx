import { useTranslations } from "next-intl";
import { isDeliveryProblem } from "@/lib/events/deliver/problems";
import { DELIVERY_SECONDS } from "@/lib/lifetimes";

/** Why an attempt failed, in a sentence. A problem that this version does not know is shown as it is stored. */
export function ProblemText({ problem }: { problem: string }) {
  const t = useTranslations("admin.webhooks.problem");
  if (!isDeliveryProblem(problem)) return <code className="font-mono text-sm">{problem}</code>;
  return t(problem, { seconds: DELIVERY_SECONDS });
}
