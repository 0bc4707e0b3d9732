import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { auditActions } from "@/lib/audit/actions";
import { type AuditFilter, IMPERSONAL } from "@/lib/audit/filter";

/**
 * The possible problems of a form field. `unknown`: an email that no user has; `noBusiness` and `several`: a name that no
 * business has, or more than one.
 */
export type AuditProblems = { [Field in AuditField]?: Field | "unknown" | "noBusiness" | "several" };
type AuditField = keyof AuditFilter;

type AuditFormProps = { values: Record<AuditField, string>; problems: AuditProblems };

/** The filter of the audit log. It is a GET form, so the URL holds the filter and JavaScript is not needed. */
export async function AuditForm({ values, problems }: AuditFormProps) {
  const t = await getTranslations("admin.audit");
  const words = await getTranslations("audit");
  const problem = (field: AuditField) => {
    const code = problems[field];
    return code && t(`problem.${code}`);
  };
  return (
    <form
      // A new key for each filter: otherwise fields keep their values when only the URL changes.
      key={JSON.stringify(values)}
      method="get"
      aria-label={t("filter")}
      className="mt-6 grid grid-cols-1 items-start gap-x-5 gap-y-5 rounded-xl border border-line bg-surface p-5 sm:grid-cols-2 lg:grid-cols-3"
    >
      <Field
        id="actor"
        name="actor"
        label={t("actor")}
        hint={t("actorHint")}
        defaultValue={values.actor}
        error={problem("actor")}
        list="actors"
        autoComplete="off"
      />
      <datalist id="actors">
        {IMPERSONAL.map((actor) => (
          <option key={actor} value={actor} />
        ))}
      </datalist>
      <Field
        id="connection"
        name="connection"
        label={t("connection")}
        hint={t("connectionHint")}
        defaultValue={values.connection}
        error={problem("connection")}
        autoComplete="off"
      />
      <Field
        id="merchant"
        name="merchant"
        label={t("merchant")}
        hint={t("merchantHint")}
        defaultValue={values.merchant}
        error={problem("merchant")}
        autoComplete="off"
      />
      <SelectField
        id="action"
        name="action"
        label={t("action")}
        defaultValue={values.action}
        options={{
          "": t("anyAction"),
          ...Object.fromEntries(auditActions.map((action) => [action, `${action}: ${words(action)}`])),
        }}
      />
      <Field id="from" name="from" type="date" label={t("from")} defaultValue={values.from} error={problem("from")} />
      <Field id="to" name="to" type="date" label={t("to")} defaultValue={values.to} error={problem("to")} />
      <div className="flex flex-wrap items-center gap-3 sm:col-span-full">
        <Button type="submit" look="secondary">
          {t("submit")}
        </Button>
        <ButtonLink href="/admin/audit" look="quiet">
          {t("clear")}
        </ButtonLink>
      </div>
    </form>
  );
}
