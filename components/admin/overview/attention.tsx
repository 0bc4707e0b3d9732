import type { Route } from "next";
import { getNow, getTranslations } from "next-intl/server";
import { notificationPath } from "@/components/admin/notifications/paths";
import { outgoingReceiptPath, outgoingReceiptsPath } from "@/components/admin/outgoing-receipts/paths";
import { AttentionGroup, type AttentionItem } from "@/components/admin/overview/attention-group";
import { DOT } from "@/components/admin/shared/dot";
import { revocationProblem } from "@/components/admin/shared/revocation-problem";
import { rowTime } from "@/components/admin/shared/row-time";
import { Icon } from "@/components/ui/icon";
import { isUnauthorizedReason } from "@/lib/access-tokens/unauthorized-reasons";
import { readableEmailAddress } from "@/lib/email-address";
import { connectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { APPROVAL_HOURS, DISCONNECT_RETRY_HOURS, SEND_RETRY_HOURS } from "@/lib/lifetimes";
import { readFailure } from "@/lib/notifications/failures";
import { isSendProblem } from "@/lib/outgoing-receipts/problems";
import { FAILED_COUNTED, type needsAttention } from "@/lib/overview/attention";
import { isKnownType } from "@/lib/receipthero/notification";
import type { ConnectionHealth } from "@/prisma/generated/enums";

type AttentionProps = {
  attention: Awaited<ReturnType<typeof needsAttention>>;
  counts: Record<ConnectionHealth, number>;
};

type Item = {
  href:
    | `/admin/bulk-disconnects/${string}`
    | `/admin/connections/${string}`
    | `/admin/notifications/${string}`
    | `/admin/outgoing-receipts/${string}`;
  title: string;
  since: Date;
  reason: string | null;
};

/** The items that need attention, the oldest of each kind with its age; or that there are none. */
export async function Attention({ attention, counts }: AttentionProps) {
  const t = await getTranslations("admin.overview.attention");
  const reasons = await getTranslations("admin.connection.state.reason");
  const revocations = await getTranslations("admin.connection.state.revocation");
  const types = await getTranslations("admin.notifications.type");
  const failures = await getTranslations("admin.notifications.failure");
  const problems = await getTranslations("admin.outgoingReceipts.problem");
  const bulk = await getTranslations("admin.bulkDisconnect");
  const connections = (["disconnecting", "unauthorized", "overdue"] as const).map((kind) => ({
    kind,
    href: `/admin/connections?health=${kind}` as const,
    count: counts[kind],
    items: attention[kind].map(({ receiptheroId, label, business, since, reason }) => ({
      href: connectionPath(receiptheroId),
      title: nameOf(business, label),
      since,
      reason: isUnauthorizedReason(reason) ? reasons(reason) : reason && revocationProblem(revocations, reason),
    })),
  }));
  const notifications = {
    kind: "notifications" as const,
    href: "/admin/notifications?state=FAILED" as const,
    count: attention.notifications.count,
    items: attention.notifications.failed.map(({ id, type, receiptheroId, business, label, since, reason }) => ({
      href: notificationPath(id),
      title: [isKnownType(type) ? types(type) : type, business === null ? receiptheroId : nameOf(business, label)].join(
        DOT,
      ),
      since,
      reason: reason && failures(readFailure(reason).failure),
    })),
  };
  const receipts = (["receiptsInDoubt", "receiptsFailed"] as const).map((kind) => ({
    kind,
    href: outgoingReceiptsPath({ state: kind === "receiptsFailed" ? "failed" : "in_doubt" }),
    count: attention[kind].count,
    items: attention[kind].items.map(({ id, business, since, reason }) => ({
      href: outgoingReceiptPath(id),
      title: business ?? t("byTokens"),
      since,
      reason: isSendProblem(reason) ? problems(reason) : reason,
    })),
  }));
  const bulks = {
    kind: "bulkAsked" as const,
    href: "/admin/bulk-disconnects" as const,
    count: attention.bulkAsked.count,
    items: attention.bulkAsked.items.map(({ id, connections: count, askedBy, since }) => ({
      href: `/admin/bulk-disconnects/${id}` as const,
      title: [bulk("count", { count }), askedBy ? readableEmailAddress(askedBy) : bulk("former")].join(DOT),
      since,
      reason: null,
    })),
  };
  const groups = [bulks, ...connections, notifications, ...receipts].filter(({ items }) => items.length > 0);
  return (
    <section aria-labelledby="attention" className="mt-12">
      <h2 id="attention" className="font-semibold text-xl tracking-tight">
        {t("title")}
      </h2>
      {groups.length === 0 ? (
        <div className="mt-5 flex gap-3 rounded-xl border border-line bg-surface p-5">
          <Icon name="circle-check" className="mt-0.5 size-5 shrink-0 text-accent" />
          <div>
            <p className="font-semibold">{t("calmTitle")}</p>
            <p className="mt-0.5 text-muted">{t("calm")}</p>
          </div>
        </div>
      ) : (
        <div className="mt-4 grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
          {groups.map((group) => (
            <Group key={group.kind} {...group} />
          ))}
        </div>
      )}
    </section>
  );
}

/** A connection by its business, and by its label where that says more. */
function nameOf(business: string, label: string | null): string {
  return label && label !== business ? `${business}${DOT}${label}` : business;
}

type Connections = "disconnecting" | "unauthorized" | "overdue";

/** The hours that the text of a group names, if it names any. */
const HOURS: Partial<Record<GroupProps["kind"], number>> = {
  bulkAsked: APPROVAL_HOURS,
  disconnecting: DISCONNECT_RETRY_HOURS,
  receiptsFailed: SEND_RETRY_HOURS,
};

type GroupProps = {
  kind: Connections | "bulkAsked" | "notifications" | "receiptsInDoubt" | "receiptsFailed";
  href: Route;
  count: number;
  items: Item[];
};

/** Turns a group into texts. */
async function Group({ kind, href, count, items }: GroupProps) {
  const t = await getTranslations("admin.overview.attention");
  const format = await getFormatter();
  const now = await getNow();
  const isConnections = kind === "disconnecting" || kind === "unauthorized" || kind === "overdue";
  const uncounted = !isConnections && count > FAILED_COUNTED;
  // A reason that all of them have is said once.
  const reasons = new Set(items.map(({ reason }) => reason));
  const [common = null] = reasons.size === 1 ? reasons : [];
  return (
    <AttentionGroup
      id={`attention-${kind}`}
      title={t(`${kind}.title`)}
      count={uncounted ? t("more", { count: FAILED_COUNTED }) : format.number(count)}
      body={t(`${kind}.body`, { hours: HOURS[kind] ?? 0 })}
      reason={common}
      items={items.map(({ href, title, since, reason }): AttentionItem => {
        const time = [rowTime(format, since, now), format.dateTime(since, "staffSecond")] as const;
        return reason === null || reason === common ? [href, title, ...time] : [href, title, ...time, reason];
      })}
      href={href}
      all={uncounted ? t("allMore", { count: FAILED_COUNTED }) : t("all", { count })}
    />
  );
}
