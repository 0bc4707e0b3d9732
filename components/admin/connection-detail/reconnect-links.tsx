import { useFormatter, useTranslations } from "next-intl";
import { type CreatedLink, ReconnectLinkForm } from "@/components/admin/connection-detail/reconnect-link-form";
import { Panel } from "@/components/admin/shared/panel";
import { ClientMessages } from "@/components/layout/client-messages";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StaffConnection } from "@/lib/connections/get-for-staff";
import type { ReconnectLinkSeen } from "@/lib/connections/reconnect-link/list";
import { readableEmailAddress } from "@/lib/email-address";
import { RECONNECT_LINK_DAYS } from "@/lib/lifetimes";

type ReconnectLinksProps = {
  connection: StaffConnection;
  links: ReconnectLinkSeen[];
  /** The actions to create and revoke links; null for support. */
  actions: {
    create: (last: CreatedLink | null, formData: FormData) => Promise<CreatedLink>;
    revoke: (formData: FormData) => Promise<void>;
  } | null;
};

/** The links by which the merchant can grant a connection again, with their states, and a form for a new one. */
export function ReconnectLinks({ connection, links, actions }: ReconnectLinksProps) {
  const t = useTranslations("admin.connection.reconnect");
  const format = useFormatter();
  const date = (at: Date) => format.dateTime(at, "staffTime");
  const words = useTranslations("admin.connection.actor");
  const isOffered = connection.health !== "healthy" && connection.merchant.deletedAt === null;
  const fate = ({ usedAt, openedAt, isOpen, expiresAt }: ReconnectLinkSeen) =>
    [
      openedAt ? t("opened", { date: date(openedAt) }) : t("notOpened"),
      usedAt ? t("used", { date: date(usedAt) }) : t(isOpen ? "open" : "closed", { date: date(expiresAt) }),
    ].join(" · ");
  return (
    <Panel id="reconnect" title={t("title")}>
      <p className="text-muted text-sm">{t(isOffered ? "body" : "healthy", { days: RECONNECT_LINK_DAYS })}</p>
      {actions && isOffered && (
        <ClientMessages of={["admin.connection"]}>
          <ReconnectLinkForm create={actions.create} receiptheroId={connection.receiptheroId} />
        </ClientMessages>
      )}
      {links.length > 0 && (
        <ul aria-label={t("list")} className="mt-5 divide-y divide-line border-line border-t">
          {links.map((link) => (
            <li key={link.id} className="py-3 text-sm last:pb-0">
              <p className="wrap-anywhere">
                {link.mailedTo
                  ? t("mailed", { date: date(link.createdAt), email: readableEmailAddress(link.mailedTo) })
                  : t("created", { date: date(link.createdAt), who: link.createdBy ?? words("deleted") })}
              </p>
              <p className="text-muted">{fate(link)}</p>
              {actions && link.isOpen && (
                <Form action={actions.revoke} className="mt-2">
                  <input type="hidden" name="id" value={link.id} />
                  <SubmitButton
                    look="secondary"
                    pendingText={t("revoking")}
                    aria-label={t("revokeOf", { date: date(link.createdAt) })}
                  >
                    {t("revoke")}
                  </SubmitButton>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
