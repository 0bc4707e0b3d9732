import { useTranslations } from "next-intl";
import { HealthBadge } from "@/components/connections/health-badge";
import { ButtonLink, PlainButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StaffConnection } from "@/lib/connections/get-for-staff";

type ConnectionHeaderProps = {
  connection: StaffConnection;
  path: `/admin/connections/${string}`;
  isAdmin: boolean;
  retry: (formData: FormData) => Promise<void>;
};

/** The business and the label of a connection, its health, and the actions that its state allows. */
export function ConnectionHeader({ connection, path, isAdmin, retry }: ConnectionHeaderProps) {
  const t = useTranslations("admin.connection");
  const { status, receiptheroId, label, merchant, health } = connection;
  const needsLink = isAdmin && health !== "healthy" && merchant.deletedAt === null;
  return (
    <div className="mb-7 flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <h1 className="wrap-anywhere font-semibold text-2xl tracking-tight sm:text-3xl">
            <Link href={`/admin/merchants/${merchant.id}`} className="underline-offset-4 hover:underline">
              {merchant.name}
            </Link>
          </h1>
          <HealthBadge health={health} />
        </div>
        {label !== merchant.name && <p className="wrap-anywhere mt-1.5 text-muted">{label || t("state.noLabel")}</p>}
      </div>
      <div className="actions max-sm:w-full">
        {needsLink && (
          <PlainButtonLink href={`${path}#reconnect`} look="secondary">
            {t("createLink")}
          </PlainButtonLink>
        )}
        {status === "ACTIVE" && isAdmin && (
          <ButtonLink href={`${path}/disconnect`} look="quiet-danger">
            {t("disconnect")}
          </ButtonLink>
        )}
        {status === "DISCONNECTING" && isAdmin && !connection.attemptsLeft && (
          <ButtonLink href={`${path}/mark-as-disconnected`} look="secondary">
            {t("markAsDisconnected.link")}
          </ButtonLink>
        )}
        {status === "DISCONNECTING" && isAdmin && (
          <Form action={retry}>
            <input type="hidden" name="receiptheroId" value={receiptheroId} />
            <SubmitButton pendingText={t("retrying")}>{t("retry")}</SubmitButton>
          </Form>
        )}
        {status === "DISCONNECTED" && (
          <ButtonLink href={`${path}/certificate`} look="secondary">
            {t("certificate")}
          </ButtonLink>
        )}
      </div>
      {status === "DISCONNECTING" && isAdmin && !connection.attemptsLeft && (
        <p className="w-full text-muted text-sm">{t("attemptsUsedUp")}</p>
      )}
    </div>
  );
}
