import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type TypeChoiceProps = {
  offered: string[];
  /** The chosen types; empty for all. */
  types: string[];
  /** The id of the problem, if there is one. */
  errorId: string | undefined;
  children: ReactNode;
};

/** The choice of the types that an endpoint gets: all, or some of them. */
export function TypeChoice({ offered, types, errorId, children }: TypeChoiceProps) {
  const t = useTranslations("admin.webhooks.form");
  const row = "flex min-h-11 items-center gap-3";
  return (
    <fieldset aria-describedby={errorId}>
      <legend className="font-medium">{t("which")}</legend>
      <div className="mt-2 grid gap-1">
        <label className={row}>
          <input type="radio" name="which" value="all" defaultChecked={types.length === 0} />
          {t("all")}
        </label>
        <label className={row}>
          <input type="radio" name="which" value="some" defaultChecked={types.length > 0} />
          {t("some")}
        </label>
        <div className="grid gap-x-6 pl-4 sm:grid-cols-2 sm:pl-8">
          {offered.map((type) => (
            <label key={type} className={row}>
              <input type="checkbox" name="types" value={type} defaultChecked={types.includes(type)} />
              <code className="wrap-anywhere font-mono text-sm">{type}</code>
            </label>
          ))}
        </div>
      </div>
      {children}
    </fieldset>
  );
}
