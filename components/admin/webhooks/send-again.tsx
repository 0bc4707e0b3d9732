import { useTranslations } from "next-intl";
import { SelectField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Delivery } from "@/lib/events/deliveries/get";

type SendAgainProps = {
  delivery: Delivery;
  endpoints: { id: string; url: string }[];
  action: (formData: FormData) => Promise<void>;
};

/** Sends the event of a delivery again, to the same endpoint or to another one. */
export function SendAgain({ delivery, endpoints, action }: SendAgainProps) {
  const t = useTranslations("admin.webhooks.delivery");
  const { eventId, endpointId, state } = delivery;
  const others = endpoints.filter(({ id }) => id !== endpointId);
  return (
    <div className="mt-5 grid gap-6">
      <Form action={action}>
        <input type="hidden" name="event" value={eventId} />
        <input type="hidden" name="endpoint" value={endpointId} />
        <SubmitButton look="secondary" pendingText={t("pending")}>
          {t(state === "PENDING" ? "now" : "again")}
        </SubmitButton>
      </Form>
      {others.length > 0 && (
        <Form action={action} className="grid max-w-md gap-3">
          <input type="hidden" name="event" value={eventId} />
          <SelectField
            id="other"
            name="endpoint"
            label={t("other")}
            aria-describedby="other-hint"
            options={Object.fromEntries(others.map(({ id, url }) => [id, url]))}
          />
          <p id="other-hint" className="text-muted text-sm">
            {t("otherHint")}
          </p>
          <div>
            <SubmitButton look="secondary" pendingText={t("pending")}>
              {t("otherSubmit")}
            </SubmitButton>
          </div>
        </Form>
      )}
    </div>
  );
}
