import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Activity, type ActivityEntry, activityKinds } from "@/components/admin/connection-detail/activity";
import { ConnectionHeader } from "@/components/admin/connection-detail/connection-header";
import { ConnectionMerchant } from "@/components/admin/connection-detail/connection-merchant";
import { ConnectionMetadata } from "@/components/admin/connection-detail/connection-metadata";
import { ConnectionOutgoingReceipts } from "@/components/admin/connection-detail/connection-outgoing-receipts";
import { ConnectionState } from "@/components/admin/connection-detail/connection-state";
import { DoneNotice } from "@/components/admin/connection-detail/done-notice";
import { HistoryEntry } from "@/components/admin/connection-detail/history-entry";
import { NotificationEntry } from "@/components/admin/connection-detail/notification-entry";
import { ReconnectLinks } from "@/components/admin/connection-detail/reconnect-links";
import { RequestEntry } from "@/components/admin/connection-detail/request-entry";
import { BackToList } from "@/components/admin/connection-list/back-to-list";
import { Notes } from "@/components/admin/notes/notes";
import { Tags } from "@/components/admin/notes/tags";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { Panel } from "@/components/admin/shared/panel";
import { EVENT_ORDER } from "@/lib/audit/query";
import { connectionRequests } from "@/lib/authorization/list-requests";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { listReconnectLinks } from "@/lib/connections/reconnect-link/list";
import { decodeCursor } from "@/lib/db/keyset";
import { checkedRoute } from "@/lib/http/paths";
import { listNotes } from "@/lib/notes/list";
import { connectionNotifications } from "@/lib/notifications/list-for-connection";
import { listOutgoingReceipts } from "@/lib/outgoing-receipts/list";
import { isAdmin } from "@/lib/principal";
import { addNoteAction, addTagAction, deleteNoteAction, removeTagAction } from "../../notes/actions";
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
  const { receiptheroId, merchant } = connection;
  const { done, ...query } = await searchParams;
  const after = decodeCursor(EVENT_ORDER, query.after);
  const subject = { receiptheroId };
  const [history, notifications, outgoing, requests, links, notes] = await Promise.all([
    historyForStaff(staff, receiptheroId, after),
    connectionNotifications(staff, receiptheroId),
    listOutgoingReceipts(staff, { state: null, q: receiptheroId }, null, OUTGOING_SHOWN),
    connectionRequests(staff, receiptheroId),
    listReconnectLinks(staff, receiptheroId),
    listNotes(staff, subject),
  ]);
  const mayChange = isAdmin(staff);
  const t = await getTranslations("admin.connection");
  const noteTexts = await getTranslations("admin.notes");
  const kind = activityKinds.find((one) => one === query.show) ?? null;
  const entries: ActivityEntry[] = [
    ...history.events.map((event) => ({
      key: `event ${event.id}`,
      kind: "history" as const,
      at: event.at,
      content: <HistoryEntry event={event} />,
    })),
    ...notifications.map((notification) => ({
      key: notification.id,
      kind: "notifications" as const,
      at: notification.firstReceivedAt,
      content: <NotificationEntry notification={notification} />,
    })),
    ...requests.map((request) => ({
      key: request.id,
      kind: "requests" as const,
      at: request.createdAt,
      content: <RequestEntry receiptheroId={receiptheroId} request={request} />,
    })),
  ];
  const changes = `${path}?show=history` as const;
  const more = [
    { href: after && `${changes}#activity`, text: t("history.newest") },
    { href: history.next && `${changes}&after=${history.next}#activity`, text: t("history.earlier") },
    {
      href: notifications.length > 0 && kind !== "history" && notificationsPath({ q: receiptheroId }),
      text: t("notifications.all"),
    },
  ].flatMap(({ href, text }) => (href ? [{ href: checkedRoute(href), text }] : []));
  return (
    <>
      <BackToList>{t("back")}</BackToList>
      <DoneNotice connection={connection} events={history.events} links={links} done={done} path={path} />
      <ConnectionHeader connection={connection} path={path} isAdmin={mayChange} retry={retryDisconnectAction} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        <ConnectionState connection={connection} />
        <div className="grid min-w-0 gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <ConnectionMerchant merchant={merchant} />
          <ReconnectLinks
            connection={connection}
            links={links}
            actions={mayChange ? { create: createReconnectLinkAction, revoke: revokeReconnectLinkAction } : null}
          />
          <Panel id="notes" title={noteTexts("title")}>
            <p className="-mt-3 mb-5 text-muted text-sm">{noteTexts("body")}</p>
            <div className="grid gap-5">
              <Tags
                subject={subject}
                tags={connection.tags}
                inherited={merchant.tags}
                isOpen={merchant.deletedAt === null}
                problem={query.problem}
                add={addTagAction}
                remove={removeTagAction}
              />
              <Notes
                staff={staff}
                subject={subject}
                notes={notes}
                isOpen={merchant.deletedAt === null}
                problem={query.problem}
                add={addNoteAction}
                remove={deleteNoteAction}
              />
            </div>
          </Panel>
        </div>
        <div className="grid min-w-0 gap-5">
          <ConnectionMetadata connection={connection} accept={mayChange ? acceptMetadataAction : null} />
          <Activity path={path} entries={entries} kind={kind} more={more} />
          {outgoing.rows.length > 0 && (
            <ConnectionOutgoingReceipts receiptheroId={receiptheroId} receipts={outgoing.rows} />
          )}
        </div>
      </div>
    </>
  );
}
