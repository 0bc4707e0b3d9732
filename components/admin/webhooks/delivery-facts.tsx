import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LINK } from "@/components/admin/shared/link-styles";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import { webhookId } from "@/lib/events/deliver/message";
import type { Delivery } from "@/lib/events/deliveries/get";
import { connectionPath, endpointPath } from "@/lib/http/paths";

/** The details of a delivery. */
export function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("admin.webhooks.delivery");
  const { endpointId, url, eventId, receiptheroId, createdAt, finishedAt } = delivery;
  return (
    <dl className="grid gap-4">
      <Fact term={t("endpoint")}>
        <Link href={endpointPath(endpointId)} className={LINK}>
          {url}
        </Link>
      </Fact>
      <Fact term={t("event")}>
        <code className="font-mono text-sm">{webhookId(eventId)}</code>
      </Fact>
      {receiptheroId && (
        <Fact term={t("connection")}>
          <Link href={connectionPath(receiptheroId)} className={LINK}>
            <code className="font-mono text-sm">{receiptheroId}</code>
          </Link>
        </Fact>
      )}
      <Fact term={t("created")}>
        <StaffTime at={createdAt} to="second" />
      </Fact>
      {finishedAt && (
        <Fact term={t("finished")}>
          <StaffTime at={finishedAt} to="second" />
        </Fact>
      )}
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
