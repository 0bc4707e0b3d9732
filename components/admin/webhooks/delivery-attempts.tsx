import { useTranslations } from "next-intl";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ProblemText } from "@/components/admin/webhooks/problem-text";
import type { DeliveryAttempt } from "@/lib/events/deliveries/get";
import { MAX_ENDPOINT_ANSWER } from "@/lib/size-limits";

/** Each attempt of a delivery, oldest first, with what the endpoint answered. React escapes the answer. */
export function DeliveryAttempts({ attempts }: { attempts: DeliveryAttempt[] }) {
  const t = useTranslations("admin.webhooks.delivery");
  const words = useTranslations("admin.webhooks.deliveries");
  if (attempts.length === 0) return <p className="text-muted">{t("noAttempts")}</p>;
  return (
    <ol className="divide-y divide-line">
      {attempts.map((attempt) => {
        const { number, startedAt, milliseconds, status, problem } = attempt;
        return (
          <li key={number} className="py-3 first:pt-0 last:pb-0">
            <div className="flex flex-wrap justify-between gap-x-6 gap-y-0.5">
              <span className="font-medium">{t("attempt", { number })}</span>
              <span className="text-muted text-sm">
                <StaffTime at={startedAt} to="second" /> · {words("milliseconds", { count: milliseconds })}
              </span>
            </div>
            <p className="text-muted text-sm">
              {problem ? <ProblemText problem={problem} /> : t("taken")}
              {status !== null && ` ${words("http", { status: String(status) })}`}
            </p>
            {status !== null && <AnswerBody body={attempt.body} />}
          </li>
        );
      })}
    </ol>
  );
}

function AnswerBody({ body }: { body: string | null }) {
  const t = useTranslations("admin.webhooks.delivery");
  if (body === null) return <p className="text-muted text-sm">{t("noAnswer")}</p>;
  if (body === "") return <p className="text-muted text-sm">{t("emptyAnswer")}</p>;
  return (
    <details className="mt-1.5">
      <summary className="min-h-6 cursor-pointer text-sm">{t("answer")}</summary>
      <p className="mt-1.5 text-muted text-sm">{t("answerHint", { bytes: MAX_ENDPOINT_ANSWER / 1024 })}</p>
      <pre className="wrap-anywhere mt-1.5 max-h-96 overflow-y-auto whitespace-pre-wrap font-mono text-sm">{body}</pre>
    </details>
  );
}
