import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { CopyPayload } from "@/components/admin/notifications/copy-payload";
import { NotificationExplanation } from "@/components/admin/notifications/notification-explanation";
import { NotificationFacts } from "@/components/admin/notifications/notification-facts";
import { useTypeName } from "@/components/admin/notifications/notification-type";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { RetryNotice } from "@/components/admin/notifications/retry-notice";
import { BackLink } from "@/components/admin/shared/back-link";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getNotification, type NotificationDetails } from "@/lib/notifications/get";
import { isAdmin } from "@/lib/principal";
import { isKnownType } from "@/lib/receipthero/notification";
import { retryNotificationAction } from "../actions";

export async function generateMetadata({ params }: PageProps<"/admin/notifications/[id]">): Promise<Metadata> {
  const { notification } = await loadNotification((await params).id);
  const t = await getTranslations("admin.notifications.type");
  const { type } = notification;
  return { title: isKnownType(type) ? t(type) : type };
}

/** The notification in the requested path, for staff. It is read once per request. */
const loadNotification = cache(async (id: string) => {
  const staff = await requireStaff();
  const notification = z.guid().safeParse(id).success ? await getNotification(staff, id) : null;
  return { staff, notification: notification ?? notFound() };
});

export default async function NotificationPage({ params, searchParams }: PageProps<"/admin/notifications/[id]">) {
  const [{ id }, { retried }] = await Promise.all([params, searchParams]);
  const { staff, notification } = await loadNotification(id);
  const t = await getTranslations("admin.notifications");
  const hint = payloadHint(notification);
  return (
    <>
      <BackLink href={notificationsPath()}>{t("details.back")}</BackLink>
      <Heading notification={notification} />
      <div className="mt-6 empty:hidden">
        <RetryNotice outcome={retried} />
      </div>
      <div className="mt-7 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-5">
          <section aria-labelledby="what" className="rounded-xl border border-line bg-surface px-5 py-5 sm:px-6">
            <h2 id="what" className="mb-3 font-semibold text-lg tracking-tight">
              {t("details.what")}
            </h2>
            <NotificationExplanation notification={notification} />
            {isAdmin(staff) && notification.state === "FAILED" && (
              <Form action={retryNotificationAction} className="mt-5">
                <input type="hidden" name="id" value={notification.id} />
                <SubmitButton pendingText={t("retry.pending")}>{t("retry.one")}</SubmitButton>
              </Form>
            )}
          </section>
          <section aria-labelledby="payload" className="rounded-xl border border-line bg-surface px-5 py-5 sm:px-6">
            <h2 id="payload" className="font-semibold text-lg tracking-tight">
              {t("details.payload")}
            </h2>
            <p className="mt-1 text-muted text-sm">{t(`details.${hint}`)}</p>
            {hint !== "payloadErased" && (
              <div className="mt-4">
                <CopyPayload
                  payload={notification.payload}
                  words={{
                    label: t("details.payload"),
                    copy: t("details.copy"),
                    copied: t("details.copied"),
                    selected: t("details.selected"),
                  }}
                />
              </div>
            )}
          </section>
        </div>
        <section aria-labelledby="facts" className="rounded-xl border border-line bg-surface px-5 py-5 sm:px-6">
          <h2 id="facts" className="mb-4 font-semibold text-lg tracking-tight">
            {t("details.facts")}
          </h2>
          <NotificationFacts notification={notification} />
        </section>
      </div>
    </>
  );
}

function payloadHint({ payload, isCut }: NotificationDetails) {
  // As the database formats an empty object.
  if (/^\{\s*\}$/.test(payload)) return "payloadErased";
  return isCut ? "payloadCut" : "payloadHint";
}

function Heading({ notification: { type, firstReceivedAt } }: { notification: NotificationDetails }) {
  const typeName = useTypeName();
  return (
    <>
      <h1 className="wrap-anywhere mt-2 font-semibold text-3xl tracking-tight">{typeName(type)}</h1>
      <p className="mt-1.5 text-muted">
        <StaffTime at={firstReceivedAt} to="second" />
      </p>
    </>
  );
}
