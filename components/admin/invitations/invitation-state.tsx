import { useFormatter, useTranslations } from "next-intl";
import type { ListedInvitation } from "@/lib/merchant-invitations/list";

/** The state of an invitation, and what led to it. */
export function InvitationState({ invitation }: { invitation: ListedInvitation }) {
  const t = useTranslations("admin.invitations");
  const format = useFormatter();
  const { state, sentAt, lastMailAt, openedAt, mailCode, isMailing, isReminded, expiresAt } = invitation;
  const isOpen = state === "sent" || state === "in_doubt" || state === "opened";
  const mailedAt = lastMailAt ?? sentAt;
  const date = (value: Date) => format.dateTime(value, "staffTime");
  const details = [
    isMailing && state !== "waiting" && t(isReminded ? "detail.reminding" : "detail.mailing"),
    mailCode !== null && t("detail.code", { code: String(mailCode) }),
    state === "in_doubt" && t("detail.in_doubt"),
    mailedAt && state !== "in_doubt" && t("detail.sent", { date: date(mailedAt) }),
    openedAt && t("detail.opened", { date: date(openedAt) }),
    isOpen && expiresAt && t("detail.until", { date: date(expiresAt) }),
  ].filter((detail) => typeof detail === "string");
  return (
    <>
      <span className={state === "refused" || state === "in_doubt" ? "text-alert" : "font-medium"}>
        {t(`stateOf.${state}`)}
      </span>
      {details.map((detail) => (
        <span key={detail} className="block text-muted text-sm">
          {detail}
        </span>
      ))}
    </>
  );
}
