import { useTranslations } from "next-intl";
import { DELIVERIES } from "@/components/admin/webhooks/paths";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { type DeliveryFilter, deliveryOutcomes } from "@/lib/events/deliveries/filter";
import { typeNames } from "@/lib/events/endpoints/form";

type DeliveryFilterFormProps = { filter: DeliveryFilter; endpoints: { id: string; url: string }[] };

/** The filter of the log. It is a GET form, so the URL holds the filter and JavaScript is not needed. */
export function DeliveryFilterForm({ filter, endpoints }: DeliveryFilterFormProps) {
  const t = useTranslations("admin.webhooks.deliveries");
  const named = (values: readonly (readonly [string, string])[]) => Object.fromEntries(values);
  return (
    <form
      // A new key for each filter: otherwise fields keep their values when only the URL changes.
      key={JSON.stringify(filter)}
      method="get"
      aria-label={t("filter")}
      className="mt-6 grid grid-cols-1 items-start gap-5 rounded-xl border border-line bg-surface p-5 sm:grid-cols-2 lg:grid-cols-3"
    >
      <SelectField
        id="endpoint"
        name="endpoint"
        label={t("endpoint")}
        defaultValue={filter.endpoint ?? ""}
        options={{ "": t("anyEndpoint"), ...named(endpoints.map(({ id, url }) => [id, url])) }}
      />
      <SelectField
        id="type"
        name="type"
        label={t("type")}
        defaultValue={filter.type ?? ""}
        options={{ "": t("anyType"), ...named(typeNames.map((type) => [type, type])) }}
      />
      <SelectField
        id="outcome"
        name="outcome"
        label={t("outcome")}
        defaultValue={filter.outcome ?? ""}
        options={{ "": t("anyOutcome"), ...named(deliveryOutcomes.map((outcome) => [outcome, t(outcome)])) }}
      />
      <Field id="from" name="from" type="date" label={t("from")} defaultValue={filter.from ?? ""} />
      <Field id="to" name="to" type="date" label={t("to")} defaultValue={filter.to ?? ""} />
      <div className="flex flex-wrap items-center gap-3 sm:col-span-full">
        <Button type="submit" look="secondary">
          {t("submit")}
        </Button>
        <ButtonLink href={DELIVERIES} look="quiet">
          {t("clear")}
        </ButtonLink>
      </div>
    </form>
  );
}
