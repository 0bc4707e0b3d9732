import type { SubmissionResult } from "@conform-to/react";
import { ChevronDown } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ConnectionPanel } from "@/components/connections/connection-panel";
import { HealthBadge } from "@/components/connections/health-badge";
import { ButtonLink } from "@/components/ui/button";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { historyForMerchant } from "@/lib/connections/history-for-merchant";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { env } from "@/lib/env";
import { businessPath } from "@/lib/http/paths";
import { isMember, type Reader } from "@/lib/principal";
import { NO_FILTER } from "@/lib/receipts/filter";
import { listReceipts, NEWEST_RECEIPTS } from "@/lib/receipts/list";

type ConnectionSettingsProps = {
  reader: Reader;
  visitMembership: (formData: FormData) => Promise<void>;
  relabel: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
};

/** How many connections the settings show. The list has the others. */
const UNFOLDED = 20;

/** Each connection of the merchant, collapsed, with all its details and actions. */
export async function ConnectionSettings({ reader, visitMembership, relabel }: ConnectionSettingsProps) {
  const t = await getTranslations("connections");
  const mayChange = isMember(reader);
  const listed = (await listConnectionsForMerchant(reader)).slice(0, UNFOLDED);
  const connections = await Promise.all(
    listed.map(async ({ receiptheroId }) => ({
      connection: await getConnection(reader, receiptheroId),
      history: await historyForMerchant(reader, receiptheroId),
      receipts: await listReceipts(reader, receiptheroId, NO_FILTER, null, NEWEST_RECEIPTS),
    })),
  );
  if (connections.length === 0) {
    return mayChange ? (
      <ButtonLink href={`${businessPath(reader.merchant.id)}/connections/new`} look="secondary">
        {t("connect")}
      </ButtonLink>
    ) : (
      <p>{t("empty.bodyForReader")}</p>
    );
  }
  return (
    <ul className="grid grid-cols-1 gap-3">
      {connections.map(
        ({ connection, history, receipts }) =>
          connection && (
            <li key={connection.receiptheroId}>
              <details className="group rounded-xl border border-line bg-paper">
                <summary className="flex min-h-14 cursor-pointer list-none items-center gap-4 rounded-xl bg-surface px-5 py-3 focus-visible:rounded-xl">
                  <span className="min-w-0 grow truncate font-medium">{connection.label}</span>
                  <HealthBadge health={connection.health} />
                  <ChevronDown aria-hidden className="size-5 shrink-0 text-muted group-open:rotate-180" />
                </summary>
                <div className="px-4 pt-6 pb-8 sm:px-6">
                  <ConnectionPanel
                    connection={connection}
                    mayChange={mayChange}
                    history={history}
                    receipts={receipts}
                    partner={env().PARTNER_NAME}
                    visitMembership={visitMembership}
                    relabel={relabel}
                  />
                </div>
              </details>
            </li>
          ),
      )}
    </ul>
  );
}
