import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectionActions } from "@/components/admin/connection-detail/connection-actions";
import { ConnectionHistory } from "@/components/admin/connection-detail/connection-history";
import { ConnectionMerchant } from "@/components/admin/connection-detail/connection-merchant";
import { ConnectionMetadata } from "@/components/admin/connection-detail/connection-metadata";
import { ConnectionNotifications } from "@/components/admin/connection-detail/connection-notifications";
import { ConnectionOutgoingReceipts } from "@/components/admin/connection-detail/connection-outgoing-receipts";
import { ConnectionRequests } from "@/components/admin/connection-detail/connection-requests";
import { ConnectionState } from "@/components/admin/connection-detail/connection-state";
import { DoneNotice } from "@/components/admin/connection-detail/done-notice";
import { ReconnectLinks } from "@/components/admin/connection-detail/reconnect-links";
import { BackToList } from "@/components/admin/connection-list/back-to-list";
import { EVENT_ORDER } from "@/lib/audit/query";
import { connectionRequests } from "@/lib/authorization/list-requests";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { listReconnectLinks } from "@/lib/connections/reconnect-link/list";
import { decodeCursor } from "@/lib/db/keyset";
import { connectionNotifications } from "@/lib/notifications/list-for-connection";
import { listOutgoingReceipts } from "@/lib/outgoing-receipts/list";
import { isAdmin } from "@/lib/principal";
import {
  acceptMetadataAction,
  createReconnectLinkAction,
  retryDisconnectAction,
  revokeReconnectLinkAction,
} from "./actions";
import { loadConnection } from "./load";

type Props = PageProps<"/admin/connections/[receiptheroId]">;

/** How many outgoing receipts are shown: the newest ones. */
const OUTGOING_SHOWN = 5;

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  return { title: connection.label || connection.receiptheroId };
}

/** All details of a connection. */
export default async function ConnectionPage({ searchParams }: Props) {
  const { staff, connection, path } = await loadConnection();
  const { receiptheroId, label, merchant } = connection;
  const { done, ...query } = await searchParams;
  const after = decodeCursor(EVENT_ORDER, query.after);
  const [history, notifications, outgoing, requests, links] = await Promise.all([
    historyForStaff(staff, receiptheroId, after),
    connectionNotifications(staff, receiptheroId),
    listOutgoingReceipts(staff, { state: null, q: receiptheroId }, null, OUTGOING_SHOWN),
    connectionRequests(staff, receiptheroId),
    listReconnectLinks(staff, receiptheroId),
  ]);
  const mayChange = isAdmin(staff);
  const t = await getTranslations("admin.connection");
  return (
    <>
      <BackToList>{t("back")}</BackToList>
      <DoneNotice connection={connection} events={history.events} links={links} done={done} path={path} />
      <h1 className="mt-2 break-words font-semibold text-3xl tracking-tight">{label || t("state.noLabel")}</h1>
      <p className="mt-1.5 mb-7 wrap-anywhere text-muted">{merchant.name}</p>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <ConnectionState connection={connection} />
        <div className="grid min-w-0 gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <ConnectionActions connection={connection} path={path} isAdmin={mayChange} retry={retryDisconnectAction} />
          <ConnectionMerchant merchant={merchant} />
          <ReconnectLinks
            connection={connection}
            links={links}
            actions={mayChange ? { create: createReconnectLinkAction, revoke: revokeReconnectLinkAction } : null}
          />
        </div>
        <div className="grid min-w-0 gap-5">
          <ConnectionMetadata connection={connection} accept={mayChange ? acceptMetadataAction : null} />
          <ConnectionHistory
            events={history.events}
            earlier={history.next === null ? null : `${path}?after=${history.next}#history`}
            newest={after === null ? null : `${path}#history`}
          />
          <ConnectionNotifications receiptheroId={receiptheroId} notifications={notifications} />
          {(outgoing.rows.length > 0 || connection.scopes.includes("receipt:write")) && (
            <ConnectionOutgoingReceipts receiptheroId={receiptheroId} receipts={outgoing.rows} />
          )}
          <ConnectionRequests receiptheroId={receiptheroId} requests={requests} />
        </div>
      </div>
    </>
  );
}
