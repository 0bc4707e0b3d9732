"use client";

import { type FieldMetadata, getCollectionProps } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { FieldError } from "@/components/ui/field";
import { useProblemText } from "@/components/ui/use-problem-text";
import type { Scope } from "@/lib/receipthero/scopes";

type ScopeFieldsProps = { field: FieldMetadata<Scope[]>; partner: string; offered: Scope[] };

/** The available scopes, each as a sentence in plain language. */
export function ScopeFields({ field, partner, offered }: ScopeFieldsProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  // Includes the problems of single scopes: a forged form may contain any value.
  const problems = Object.values(field.allErrors).flat();
  return (
    <fieldset aria-describedby={problems.length > 0 ? field.errorId : undefined}>
      <legend className="font-medium">{t("connect.scopes", { partner })}</legend>
      <div className="mt-3 grid gap-3">
        {getCollectionProps(field, { type: "checkbox", options: offered, ariaAttributes: false }).map(
          ({ key, ...input }) => {
            const scope = input.value as Scope;
            return (
              <label
                key={key}
                className="flex cursor-pointer gap-4 rounded-xl border border-line bg-surface p-4 transition-colors has-checked:border-accent has-checked:bg-accent-soft"
              >
                <input {...input} className="mt-1" />
                <span>
                  <span className="block font-medium">{t(`scopes.${scope}.title`)}</span>
                  <span className="block text-muted text-sm">{t(`scopes.${scope}.body`, { partner })}</span>
                </span>
              </label>
            );
          },
        )}
      </div>
      <FieldError id={field.errorId}>{problemText(problems)}</FieldError>
    </fieldset>
  );
}
