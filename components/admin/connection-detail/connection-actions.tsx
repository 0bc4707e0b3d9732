import { useTranslations } from "next-intl";
import { Panel } from "@/components/admin/shared/panel";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StaffConnection } from "@/lib/connections/get-for-staff";

type ConnectionActionsProps = {
  connection: StaffConnection;
  path: `/admin/connections/${string}`;
  isAdmin: boolean;
  retry: (formData: FormData) => Promise<void>;
};

/** The actions that a connection's state allows. Support sees none. */
export function ConnectionActions({ connection, path, isAdmin, retry }: ConnectionActionsProps) {
  const t = useTranslations("admin.connection");
  const { status, receiptheroId } = connection;
  if (status !== "DISCONNECTED" && !isAdmin) return null;
  return (
    <Panel id="actions" title={t("actions")}>
      {status === "ACTIVE" && (
        <ButtonLink href={`${path}/disconnect`} look="secondary">
          {t("disconnect")}
        </ButtonLink>
      )}
      {status === "DISCONNECTING" && (
        <Form action={retry}>
          <input type="hidden" name="receiptheroId" value={receiptheroId} />
          <SubmitButton pendingText={t("retrying")}>{t("retry")}</SubmitButton>
        </Form>
      )}
      {status === "DISCONNECTING" && !connection.attemptsLeft && (
        <>
          <p className="mt-4 mb-3 text-muted text-sm">{t("attemptsUsedUp")}</p>
          <ButtonLink href={`${path}/mark-as-disconnected`} look="secondary">
            {t("markAsDisconnected.link")}
          </ButtonLink>
        </>
      )}
      {status === "DISCONNECTED" && (
        <ButtonLink href={`${path}/certificate`} look="secondary">
          {t("certificate")}
        </ButtonLink>
      )}
    </Panel>
  );
}
