import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NotificationConnection } from "@/components/admin/notifications/notification-connection";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import { readFailure } from "@/lib/notifications/failures";
import type { NotificationDetails } from "@/lib/notifications/get";

const LINK =
  "inline-block min-h-6 text-sm underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent";

/** All fields of a notification except its payload. */
export function NotificationFacts({ notification }: { notification: NotificationDetails }) {
  const t = useTranslations("admin.notifications.details");
  const { id, type, receiptheroId, receiptId, deliveries, firstReceivedAt, lastReceivedAt } = notification;
  const { state, processedAt, attempts, retryAt, error } = notification;
  return (
    <dl className="grid gap-4">
      <Fact term={t("type")}>
        <code className="font-mono text-sm">{type}</code>
      </Fact>
      <Fact term={t("connection")}>
        <NotificationConnection notification={notification} />
        <code className="block font-mono text-sm">{receiptheroId}</code>
        <Link href={notificationsPath({ q: receiptheroId })} className={LINK}>
          {t("allOfConnection")}
        </Link>
      </Fact>
      {receiptId && (
        <Fact term={t("receipt")}>
          <code className="block font-mono text-sm">{receiptId}</code>
          <Link href={notificationsPath({ q: receiptId })} className={LINK}>
            {t("allOfReceipt")}
          </Link>
        </Fact>
      )}
      <Fact term={t("deliveries")}>{t("count", { count: deliveries })}</Fact>
      <Fact term={t("first")}>
        <StaffTime at={firstReceivedAt} to="second" />
      </Fact>
      {deliveries > 1 && (
        <Fact term={t("last")}>
          <StaffTime at={lastReceivedAt} to="second" />
        </Fact>
      )}
      {processedAt && (
        <Fact term={t("processed")}>
          <StaffTime at={processedAt} to="second" />
        </Fact>
      )}
      {attempts > 0 && <Fact term={t("attempts")}>{attempts}</Fact>}
      {state === "PENDING" && (
        <Fact term={t("retry")}>
          <StaffTime at={retryAt} to="second" />
        </Fact>
      )}
      {error && (
        <Fact term={t("error")}>
          <Failure stored={error} />
        </Fact>
      )}
      <Fact term={t("id")}>
        <code className="font-mono text-sm">{id}</code>
      </Fact>
    </dl>
  );
}

/** Why processing failed, and below it the detail, which is in English. */
function Failure({ stored }: { stored: string }) {
  const t = useTranslations("admin.notifications.failure");
  const { failure, detail } = readFailure(stored);
  return (
    <>
      {t(failure)}
      <span lang="en" className="block text-muted text-sm">
        {detail}
      </span>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-sm">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
