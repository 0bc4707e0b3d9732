import { useTranslations } from "next-intl";
import { Panel } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { StaffConnection } from "@/lib/connections/get-for-staff";
import { readableEmailAddress } from "@/lib/email-address";

const LINK = "underline underline-offset-4 hover:text-accent";

/** The merchant of a connection, and its members. */
export function ConnectionMerchant({ merchant }: { merchant: StaffConnection["merchant"] }) {
  const t = useTranslations("admin.connection.merchant");
  const memberRoles = useTranslations("settings.roles");
  const { deletedAt } = merchant;
  return (
    <Panel id="merchant" title={t("users")}>
      {deletedAt && (
        <p className="mb-3 text-muted text-sm">
          {t.rich("deleted", { date: () => <StaffTime at={deletedAt} to="second" /> })}
        </p>
      )}
      {merchant.externalId && (
        <p className="wrap-anywhere mb-3 text-muted text-sm">{t("externalId", { id: merchant.externalId })}</p>
      )}
      {merchant.members.length === 0 ? (
        <p className="text-muted text-sm">{t("nobody")}</p>
      ) : (
        <ul className="grid gap-3 text-sm">
          {merchant.members.map(({ role, user: { id, email, name } }) => (
            <li key={id} className="wrap-anywhere flex flex-wrap gap-x-3">
              <Link href={`/admin/users/${id}`} className={`${LINK} inline-block py-0.5`}>
                {readableEmailAddress(email)}
              </Link>{" "}
              <span className="py-0.5 text-muted">{memberRoles(role)}</span>
              {name && <span className="w-full text-muted">{name}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
