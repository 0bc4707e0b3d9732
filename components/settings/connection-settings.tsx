import type { SubmissionResult } from "@conform-to/react";
import { getTranslations } from "next-intl/server";
import { ConnectionHeading } from "@/components/connections/connection-heading";
import { ConnectionPanel } from "@/components/connections/connection-panel";
import { HealthBadge } from "@/components/connections/health-badge";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { getBrand } from "@/lib/brand/current";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { historyForMerchant } from "@/lib/connections/history-for-merchant";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { businessPath, merchantConnectionPath } from "@/lib/http/paths";
import { isMember, type Viewer } from "@/lib/principal";
import { NO_FILTER } from "@/lib/receipts/filter";
import { listReceipts, NEWEST_RECEIPTS } from "@/lib/receipts/list";

type ConnectionSettingsProps = {
  viewer: Viewer;
  visitMembership: (formData: FormData) => Promise<void>;
  relabel: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
};

/** The only connection of the merchant with all its details and actions, or links to each of several. */
export async function ConnectionSettings({ viewer, ...actions }: ConnectionSettingsProps) {
  const t = await getTranslations("connections");
  const connections = await listConnectionsForMerchant(viewer);
  const [only, ...others] = connections;
  if (!only) {
    return isMember(viewer) ? (
      <ButtonLink href={`${businessPath(viewer.merchant.id)}/connections/new`} look="secondary">
        {t("connect")}
      </ButtonLink>
    ) : (
      <p>{t("empty.bodyForReader")}</p>
    );
  }
  if (others.length === 0) return <OnlyConnection viewer={viewer} receiptheroId={only.receiptheroId} {...actions} />;
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {connections.map(({ receiptheroId, label, health }) => (
        <li key={receiptheroId}>
          <Link
            href={merchantConnectionPath(receiptheroId)}
            className="flex min-h-14 items-center gap-4 rounded-xl px-5 py-3 hover:text-accent focus-visible:rounded-xl"
          >
            <span className="wrap-anywhere flex min-w-0 grow flex-col items-start justify-between gap-x-4 min-[24rem]:flex-row min-[24rem]:items-center">
              <span className="font-medium">{label}</span>
              <HealthBadge health={health} />
            </span>
            <Icon name="chevron-right" className="size-5 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

type OnlyConnectionProps = ConnectionSettingsProps & { receiptheroId: string };

async function OnlyConnection({ viewer, receiptheroId, visitMembership, relabel }: OnlyConnectionProps) {
  const [connection, history, receipts] = await Promise.all([
    getConnection(viewer, receiptheroId),
    historyForMerchant(viewer, receiptheroId),
    listReceipts(viewer, receiptheroId, NO_FILTER, null, NEWEST_RECEIPTS),
  ]);
  if (!connection) return null;
  const mayChange = isMember(viewer);
  return (
    <div>
      <ConnectionHeading connection={connection} level="h3" mayChange={mayChange} relabel={relabel} />
      <ConnectionPanel
        connection={connection}
        mayChange={mayChange}
        history={history}
        receipts={receipts}
        partner={(await getBrand()).name}
        visitMembership={visitMembership}
      />
    </div>
  );
}
