import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { notificationsAddress } from "@/components/admin/notifications/address";
import { NotificationConnection } from "@/components/admin/notifications/notification-connection";
import { When } from "@/components/admin/shared/when";
import { Link } from "@/components/ui/link";
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
        <Link href={notificationsAddress({ q: receiptheroId })} className={LINK}>
          {t("allOfConnection")}
        </Link>
      </Fact>
      {receiptId && (
        <Fact term={t("receipt")}>
          <code className="block font-mono text-sm">{receiptId}</code>
          <Link href={notificationsAddress({ q: receiptId })} className={LINK}>
            {t("allOfReceipt")}
          </Link>
        </Fact>
      )}
      <Fact term={t("deliveries")}>{t("count", { count: deliveries })}</Fact>
      <Fact term={t("first")}>
        <When at={firstReceivedAt} second />
      </Fact>
      {deliveries > 1 && (
        <Fact term={t("last")}>
          <When at={lastReceivedAt} second />
        </Fact>
      )}
      {processedAt && (
        <Fact term={t("processed")}>
          <When at={processedAt} second />
        </Fact>
      )}
      {attempts > 0 && <Fact term={t("attempts")}>{attempts}</Fact>}
      {state === "PENDING" && (
        <Fact term={t("retry")}>
          <When at={retryAt} second />
        </Fact>
      )}
      {error && <Fact term={t("error")}>{error}</Fact>}
      <Fact term={t("id")}>
        <code className="font-mono text-sm">{id}</code>
      </Fact>
    </dl>
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
