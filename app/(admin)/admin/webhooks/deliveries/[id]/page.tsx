import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { Panel } from "@/components/admin/shared/panel";
import { DeliveryAttempts } from "@/components/admin/webhooks/delivery-attempts";
import { DeliveryFacts } from "@/components/admin/webhooks/delivery-facts";
import { DeliveryRequest } from "@/components/admin/webhooks/delivery-request";
import { DeliveryState } from "@/components/admin/webhooks/delivery-state";
import { DELIVERIES } from "@/components/admin/webhooks/paths";
import { SendAgain } from "@/components/admin/webhooks/send-again";
import { Notice } from "@/components/ui/notice";
import { env } from "@/lib/env";
import { listEndpointNames } from "@/lib/events/endpoints/list";
import { isAdmin } from "@/lib/principal";
import { deliverEventAction } from "../actions";
import { loadDelivery } from "./load";

type Props = PageProps<"/admin/webhooks/deliveries/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { delivery } = await loadDelivery((await params).id);
  const t = await getTranslations("admin.webhooks.delivery");
  return { title: t("title", { type: delivery.type }) };
}

/** A delivery: its request, every attempt with its answer, and what an admin may do. */
export default async function DeliveryPage({ params, searchParams }: Props) {
  const { staff, delivery } = await loadDelivery((await params).id);
  const t = await getTranslations("admin.webhooks.delivery");
  const { body, history } = delivery;
  return (
    <>
      <BackLink href={DELIVERIES}>{t("back")}</BackLink>
      <h1 className="wrap-anywhere mt-2 font-semibold text-2xl tracking-tight">
        {t("title", { type: delivery.type })}
      </h1>
      {(await searchParams).done === "sent" && (
        <div className="mt-6">
          <Notice kind="good">{t("doneSent")}</Notice>
        </div>
      )}
      <div className="mt-7 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-5">
          <Panel id="outcome" title={t("outcome")}>
            <DeliveryState delivery={delivery} />
            {isAdmin(staff) && body !== null && (
              <SendAgain delivery={delivery} endpoints={await listEndpointNames(staff)} action={deliverEventAction} />
            )}
          </Panel>
          <Panel id="attempts" title={t("attempts")}>
            <DeliveryAttempts attempts={history} />
          </Panel>
          <Panel id="request" title={t("request")}>
            {body === null ? (
              <p className="text-muted">{t("erased", { days: env().EVENT_RETENTION_DAYS })}</p>
            ) : (
              <DeliveryRequest url={delivery.url} eventId={delivery.eventId} body={body} />
            )}
          </Panel>
        </div>
        <Panel id="facts" title={t("facts")}>
          <DeliveryFacts delivery={delivery} />
        </Panel>
      </div>
    </>
  );
}
