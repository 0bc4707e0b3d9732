import { useTranslations } from "next-intl";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { DeliveryState } from "@/components/admin/webhooks/delivery-state";
import { deliveryPath } from "@/components/admin/webhooks/paths";
import { ProblemText } from "@/components/admin/webhooks/problem-text";
import { Link } from "@/components/ui/link";
import type { ListedDelivery } from "@/lib/events/deliveries/list";

type DeliveryListProps = {
  deliveries: ListedDelivery[] /** Whether the rows name their endpoint. */;
  withEndpoint: boolean;
};

/** Deliveries, newest first. */
export function DeliveryList({ deliveries, withEndpoint }: DeliveryListProps) {
  const t = useTranslations("admin.webhooks.deliveries");
  if (deliveries.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <ol aria-label={t("list")} className="divide-y divide-line">
      {deliveries.map((delivery) => (
        <DeliveryRow key={String(delivery.id)} delivery={delivery} withEndpoint={withEndpoint} />
      ))}
    </ol>
  );
}

function DeliveryRow({ delivery, withEndpoint }: { delivery: ListedDelivery; withEndpoint: boolean }) {
  const t = useTranslations("admin.webhooks.deliveries");
  const { id, createdAt, type, url, state, attempts, status, problem, milliseconds } = delivery;
  return (
    <li className="wrap-anywhere grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
      <div className="min-w-0">
        <Link
          href={deliveryPath(id)}
          className="inline-flex min-h-6 items-center font-medium underline-offset-4 hover:text-accent hover:underline"
        >
          <code className="font-mono text-sm">{type}</code>
        </Link>
        <p className="text-muted text-sm">
          <StaffTime at={createdAt} to="second" />
        </p>
        {withEndpoint && <p className="text-muted text-sm">{url}</p>}
      </div>
      <div className="min-w-0 text-sm">
        <DeliveryState delivery={delivery} />
        {state !== "DELIVERED" && problem && (
          <p className="text-muted">
            <ProblemText problem={problem} />
          </p>
        )}
        <p className="text-muted">
          {[
            t("attempts", { count: attempts }),
            ...(status === null ? [] : [t("http", { status: String(status) })]),
            ...(milliseconds === null ? [] : [t("milliseconds", { count: milliseconds })]),
          ].join(" · ")}
        </p>
      </div>
    </li>
  );
}
