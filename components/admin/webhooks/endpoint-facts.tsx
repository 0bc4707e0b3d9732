import { useFormatter, useTranslations } from "next-intl";
import { Fact, Facts } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { DeliveryCount, EndpointState } from "@/components/admin/webhooks/endpoint-state";
import type { Endpoint } from "@/lib/events/endpoints/list";

/** The details of an endpoint, and how its deliveries go. */
export function EndpointFacts({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations("admin.webhooks");
  const format = useFormatter();
  const { id, description, types, createdAt, succeededAt, formerSecretUntil, waiting, failed } = endpoint;
  return (
    <Facts>
      <Fact term={t("state")}>
        <EndpointState endpoint={endpoint} />
      </Fact>
      {description && <Fact term={t("detail.description")}>{description}</Fact>}
      <Fact term={t("types")}>{types.join(", ") || t("allTypes")}</Fact>
      <Fact term={t("detail.waiting")}>
        <DeliveryCount kind="waiting" count={waiting} />
      </Fact>
      <Fact term={t("detail.failed")}>
        <DeliveryCount kind="failed" count={failed} />
      </Fact>
      <Fact term={t("detail.lastSuccess")}>
        {succeededAt ? (
          <>
            <StaffTime at={succeededAt} to="second" />{" "}
            <span className="text-muted text-sm">{t("detail.lastSuccessHint")}</span>
          </>
        ) : (
          t("detail.never")
        )}
      </Fact>
      {formerSecretUntil && (
        <Fact term={t("detail.formerSecret")}>
          {t("detail.formerSecretUntil", { date: format.dateTime(formerSecretUntil, "staffTime") })}
        </Fact>
      )}
      <Fact term={t("created")}>
        <StaffTime at={createdAt} to="second" />
      </Fact>
      <Fact term={t("detail.id")}>
        <code className="font-mono text-sm">{id}</code>
      </Fact>
    </Facts>
  );
}
