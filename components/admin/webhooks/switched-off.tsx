import { useFormatter, useTranslations } from "next-intl";
import { DeliveryCount, DisabledReason } from "@/components/admin/webhooks/endpoint-state";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import type { Endpoint } from "@/lib/events/endpoints/list";

type SwitchedOffProps = {
  endpoint: Endpoint;
  disabledAt: Date;
  /** Switches it on; null for a user who may not. */
  action: ((formData: FormData) => Promise<void>) | null;
};

/** Why and since when an endpoint is off, what it has missed, and the buttons that switch it on. */
export function SwitchedOff({ endpoint, disabledAt, action }: SwitchedOffProps) {
  const t = useTranslations("admin.webhooks.detail");
  const format = useFormatter();
  const { id, waiting } = endpoint;
  return (
    <div className="mt-6">
      <Notice kind="problem" title={t("offTitle", { date: format.dateTime(disabledAt, "staffTime") })}>
        <p>
          <DisabledReason endpoint={endpoint} />
        </p>
        <p className="mt-1.5">
          <DeliveryCount kind="waiting" count={waiting} />.
        </p>
        {action && (
          <Form action={action} className="mt-4 actions">
            <input type="hidden" name="id" value={id} />
            <Button type="submit" name="state" value="on_with_missed">
              {t("switchOnWithMissed")}
            </Button>
            <Button type="submit" name="state" value="on" look="secondary">
              {t("switchOn")}
            </Button>
          </Form>
        )}
      </Notice>
    </div>
  );
}
