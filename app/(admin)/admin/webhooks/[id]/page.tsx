import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { LINK } from "@/components/admin/shared/link-styles";
import { Panel } from "@/components/admin/shared/panel";
import { DeliveryList } from "@/components/admin/webhooks/delivery-list";
import { DoneNotice } from "@/components/admin/webhooks/done-notice";
import { EndpointActions } from "@/components/admin/webhooks/endpoint-actions";
import { EndpointFacts } from "@/components/admin/webhooks/endpoint-facts";
import { deliveriesPath, WEBHOOKS } from "@/components/admin/webhooks/paths";
import { SwitchedOff } from "@/components/admin/webhooks/switched-off";
import { Link } from "@/components/ui/link";
import { listDeliveries } from "@/lib/events/deliveries/list";
import { isAdmin } from "@/lib/principal";
import { pingEndpointAction, switchEndpointAction } from "../actions";
import { redeliverFailedAction } from "../deliveries/actions";
import { loadEndpoint } from "./load";

type Props = PageProps<"/admin/webhooks/[id]">;

/** How many of its deliveries the page of an endpoint shows. */
const RECENT = 10;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { endpoint } = await loadEndpoint((await params).id);
  return { title: new URL(endpoint.url).host };
}

/** A webhook endpoint: what it gets, whether it works, and what an admin may do. Never its secret. */
export default async function EndpointPage({ params, searchParams }: Props) {
  const { staff, endpoint } = await loadEndpoint((await params).id);
  const filter = { endpoint: endpoint.id, type: null, outcome: null, from: null, to: null };
  const { rows } = await listDeliveries(staff, filter, null, RECENT);
  const t = await getTranslations("admin.webhooks");
  return (
    <>
      <BackLink href={WEBHOOKS}>{t("detail.back")}</BackLink>
      <h1 className="wrap-anywhere mt-2 font-semibold text-2xl tracking-tight">{endpoint.url}</h1>
      <DoneNotice query={await searchParams} />
      {endpoint.disabledAt && (
        <SwitchedOff
          endpoint={endpoint}
          disabledAt={endpoint.disabledAt}
          action={isAdmin(staff) ? switchEndpointAction : null}
        />
      )}
      <div className="mt-7 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-5">
          <Panel id="facts" title={t("detail.facts")}>
            <EndpointFacts endpoint={endpoint} />
          </Panel>
          <Panel
            id="recent"
            title={t("detail.recent")}
            aside={
              <Link href={deliveriesPath({ endpoint: endpoint.id })} className={LINK}>
                {t("detail.all")}
              </Link>
            }
          >
            <DeliveryList deliveries={rows} withEndpoint={false} />
          </Panel>
        </div>
        {isAdmin(staff) && (
          <EndpointActions
            endpoint={endpoint}
            ping={pingEndpointAction}
            switchOff={switchEndpointAction}
            redeliver={redeliverFailedAction}
          />
        )}
      </div>
    </>
  );
}
