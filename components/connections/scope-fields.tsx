"use client";

import { useTranslations } from "next-intl";
import { FieldError } from "@/components/ui/field";
import type { Fields } from "@/components/ui/use-fields";
import { useProblemText } from "@/components/ui/use-problem-text";
import type { Scope } from "@/lib/receipthero/scopes";

type ScopeFieldsProps = { fields: Fields; partner: string; offered: Scope[] };

/** The available scopes, each as a sentence in plain language. */
export function ScopeFields({ fields, partner, offered }: ScopeFieldsProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  // Includes the problems of single scopes: a forged form may contain any value.
  const problems = fields.allProblems("scopes");
  const errorId = fields.errorId("scopes");
  return (
    <fieldset aria-describedby={problems.length > 0 ? errorId : undefined}>
      <legend className="font-medium">{t("connect.scopes", { partner })}</legend>
      <div className="mt-3 grid gap-3">
        {offered.map((scope) => (
          <label
            key={scope}
            className="flex cursor-pointer gap-4 rounded-xl border border-line bg-surface p-4 transition-colors has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="checkbox"
              name="scopes"
              value={scope}
              defaultChecked={fields.has("scopes", scope)}
              className="mt-1"
            />
            <span>
              <span className="block font-medium">{t(`scopes.${scope}.title`)}</span>
              <span className="block text-muted text-sm">{t(`scopes.${scope}.body`, { partner })}</span>
            </span>
          </label>
        ))}
      </div>
      <FieldError id={errorId}>{problemText(problems)}</FieldError>
    </fieldset>
  );
}
