import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { Pager } from "@/components/admin/shared/pager";
import { DeliveryFilterForm } from "@/components/admin/webhooks/delivery-filter";
import { DeliveryList } from "@/components/admin/webhooks/delivery-list";
import { DELIVERIES, deliveryParameters, WEBHOOKS } from "@/components/admin/webhooks/paths";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor } from "@/lib/db/keyset";
import { type DeliveryFilter, deliveryFilterSchema, LOG_ORDER } from "@/lib/events/deliveries/filter";
import { listDeliveries } from "@/lib/events/deliveries/list";
import { listEndpointNames } from "@/lib/events/endpoints/list";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks.deliveries");
  return { title: t("title") };
}

/** The log of deliveries, newest first. */
export default async function DeliveriesPage({ searchParams }: PageProps<"/admin/webhooks/deliveries">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const { filter, isRefused } = readFilter(query);
  const after = decodeCursor(LOG_ORDER, query.after);
  const [{ rows, next }, endpoints] = await Promise.all([
    listDeliveries(staff, filter, after),
    listEndpointNames(staff),
  ]);
  const t = await getTranslations("admin.webhooks");
  return (
    <>
      <BackLink href={WEBHOOKS}>{t("detail.back")}</BackLink>
      <h1 className="mt-2 font-semibold text-3xl tracking-tight">{t("deliveries.title")}</h1>
      <p className="mt-1.5 text-muted">{t("deliveries.lead")}</p>
      <FilterProblems
        isRefused={isRefused || (after === null && Boolean(query.after))}
        from={filter.from}
        to={filter.to}
      />
      <DeliveryFilterForm filter={filter} endpoints={endpoints} />
      <div className="mt-6 rounded-xl border border-line bg-surface px-4 py-4 sm:px-5">
        <DeliveryList deliveries={rows} withEndpoint={filter.endpoint === null} />
      </div>
      <Pager path={DELIVERIES} query={deliveryParameters(filter)} isFirst={!after} next={next} />
    </>
  );
}

/** Reads the filter from the URL. Invalid values are dropped, and the user is told. */
function readFilter(query: Record<string, unknown>): { filter: DeliveryFilter; isRefused: boolean } {
  const names = deliveryFilterSchema.keyof().options;
  const asked = Object.fromEntries(names.map((name) => [name, query[name] || null]));
  const { data, error } = deliveryFilterSchema.safeParse(asked);
  if (data) return { filter: data, isRefused: false };
  const refused = Object.fromEntries(error.issues.map(({ path: [name] }) => [String(name), null]));
  return { filter: deliveryFilterSchema.parse({ ...asked, ...refused }), isRefused: true };
}
