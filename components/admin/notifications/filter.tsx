import { useTranslations } from "next-intl";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { ButtonLink } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { QueryForm } from "@/components/ui/query-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { type NotificationFilter, typeChoices } from "@/lib/notifications/filter";

type NotificationFilterFormProps = { filter: NotificationFilter; isNarrowed: boolean };

/** The other filters of the list. It is a plain GET form without JavaScript. */
export function NotificationFilterForm({ filter, isNarrowed }: NotificationFilterFormProps) {
  const t = useTranslations("admin.notifications");
  const types = Object.fromEntries(typeChoices.map((type) => [type, t(`type.${type}`)]));
  return (
    <search>
      <QueryForm
        // A new key for each filter, so that the fields follow the URL when it changes by other means.
        key={JSON.stringify(filter)}
        action={notificationsPath()}
        className="mt-5 grid items-end gap-x-4 gap-y-3 min-[24rem]:grid-cols-2 lg:grid-cols-[minmax(0,2fr)_minmax(0,1.2fr)_10rem_10rem_auto]"
      >
        {filter.state && <input type="hidden" name="state" value={filter.state} />}
        <div className="col-span-full sm:col-span-1">
          <Field
            id="q"
            name="q"
            type="search"
            label={t("filter.q")}
            hint={t("filter.qHint")}
            defaultValue={filter.q ?? ""}
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <div className="col-span-full sm:col-span-1">
          <SelectField
            id="type"
            name="type"
            label={t("filter.type")}
            options={{ "": t("filter.all"), ...types }}
            defaultValue={filter.type ?? ""}
          />
        </div>
        <Field id="from" name="from" type="date" label={t("filter.from")} defaultValue={filter.from ?? ""} />
        <Field id="to" name="to" type="date" label={t("filter.to")} defaultValue={filter.to ?? ""} />
        <div className="col-span-full flex flex-wrap gap-2 lg:col-span-1">
          <SubmitButton look="secondary" pendingText={t("loading")}>
            {t("filter.submit")}
          </SubmitButton>
          {isNarrowed && (
            <ButtonLink href={notificationsPath({ state: filter.state })} look="quiet" className="px-3">
              {t("filter.clear")}
            </ButtonLink>
          )}
        </div>
      </QueryForm>
    </search>
  );
}
