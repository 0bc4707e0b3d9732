import { useTranslations } from "next-intl";
import { Panel } from "@/components/admin/shared/panel";
import { UtcTime } from "@/components/admin/shared/utc-time";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import type { StaffConnection } from "@/lib/connections/get-for-staff";
import { readableEmailAddress } from "@/lib/email-address";

const LINK = "underline underline-offset-4 hover:text-accent";

/** The merchant of a connection, and its members. */
export function ConnectionMerchant({ merchant }: { merchant: StaffConnection["merchant"] }) {
  const t = useTranslations("admin.connection.merchant");
  const words = useTranslations("admin.connection");
  const memberRoles = useTranslations("settings.roles");
  const { deletedAt } = merchant;
  return (
    <Panel id="merchant" title={t("title")}>
      <p className="wrap-anywhere font-medium">
        <Link href={`/admin/merchants/${merchant.id}`} className={LINK}>
          {merchant.name}
        </Link>
      </p>
      {deletedAt && (
        <p className="mt-1 text-muted text-sm">{t.rich("deleted", { date: () => <UtcTime at={deletedAt} /> })}</p>
      )}
      <p className="mt-1 flex items-center gap-1 text-muted">
        <code className="break-all font-mono text-xs">{merchant.id}</code>
        <CopyButton
          value={merchant.id}
          label={words("copyMerchant")}
          done={words("copied")}
          failed={words("copyFailed")}
        />
      </p>
      {merchant.externalId && (
        <p className="wrap-anywhere mt-1 text-muted text-sm">{t("externalId", { id: merchant.externalId })}</p>
      )}
      <h3 className="mt-4 font-medium text-sm">{t("users")}</h3>
      {merchant.members.length === 0 ? (
        <p className="mt-1 text-muted text-sm">{t("nobody")}</p>
      ) : (
        <ul className="mt-1 grid gap-1 text-sm">
          {merchant.members.map(({ role, user: { id, email, name } }) => (
            <li key={id} className="wrap-anywhere">
              <Link href={`/admin/users/${id}`} className={`${LINK} inline-block py-0.5`}>
                {readableEmailAddress(email)}
              </Link>
              <span className="text-muted"> · {memberRoles(role)}</span>
              {name && <span className="block text-muted">{name}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
