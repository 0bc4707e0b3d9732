import { useTranslations } from "next-intl";
import { Panel } from "@/components/admin/shared/panel";
import { ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Endpoint } from "@/lib/events/endpoints/list";
import { endpointPath } from "@/lib/http/paths";

type Action = (formData: FormData) => Promise<void>;

type EndpointActionsProps = { endpoint: Endpoint; ping: Action; switchOff: Action; redeliver: Action };

/** The actions of an admin on an endpoint. */
export function EndpointActions({ endpoint, ping, switchOff, redeliver }: EndpointActionsProps) {
  const t = useTranslations("admin.webhooks.detail");
  const { id, disabledAt, failingSince, createdAt } = endpoint;
  const path = endpointPath(id);
  const since = failingSince ?? createdAt;
  return (
    <div className="grid grid-cols-1 gap-5">
      <Panel id="actions" title={t("actions")}>
        <div className="grid gap-3">
          {!disabledAt && (
            <Form action={ping} className="grid">
              <input type="hidden" name="id" value={id} />
              <SubmitButton look="secondary" pendingText={t("pinging")}>
                {t("ping")}
              </SubmitButton>
            </Form>
          )}
          <ButtonLink href={`${path}/edit`} look="secondary">
            {t("change")}
          </ButtonLink>
          <ButtonLink href={`${path}/rotate`} look="secondary">
            {t("rotate")}
          </ButtonLink>
          {!disabledAt && (
            <Form action={switchOff} className="grid">
              <input type="hidden" name="id" value={id} />
              <input type="hidden" name="state" value="off" />
              <SubmitButton look="secondary" pendingText={t("switching")}>
                {t("switchOff")}
              </SubmitButton>
            </Form>
          )}
          <ButtonLink href={`${path}/delete`} look="quiet">
            {t("delete")}
          </ButtonLink>
        </div>
      </Panel>
      <Panel id="again" title={t("again")}>
        <p className="mb-4 text-muted text-sm">{t("againHint")}</p>
        <Form action={redeliver} className="grid gap-4">
          <input type="hidden" name="endpoint" value={id} />
          <Field
            id="since"
            name="since"
            type="datetime-local"
            label={t("since")}
            required
            defaultValue={since.toISOString().slice(0, "2026-01-01T00:00".length)}
          />
          <SubmitButton look="secondary" pendingText={t("againPending")}>
            {t("againSubmit")}
          </SubmitButton>
        </Form>
      </Panel>
    </div>
  );
}
