"use client";

import type { FieldMetadata, FormMetadata } from "@conform-to/react";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { FieldError, Input } from "@/components/ui/field";
import { useProblemText } from "@/components/ui/use-problem-text";
import type { AuthorizationForm } from "@/lib/authorization/form";
import { MAX_PAIRS, type MetadataPair } from "@/lib/connections/metadata/metadata";

type MetadataFieldsProps = {
  form: Pick<FormMetadata<AuthorizationForm>, "insert" | "remove">;
  field: FieldMetadata<MetadataPair[]>;
  partner: string;
  /** The fields that the partner set, which the merchant cannot change. */
  partnerPairs: MetadataPair[];
};

/** The custom fields: rows that a merchant can add and remove. */
export function MetadataFields({ form, field, partner, partnerPairs }: MetadataFieldsProps) {
  const t = useTranslations("connect");
  const problemText = useProblemText();
  const rows = field.getFieldList();
  return (
    <fieldset aria-describedby={`${field.id}-hint`}>
      <legend className="font-medium">{t("metadata")}</legend>
      <p id={`${field.id}-hint`} className="mt-1 text-muted text-sm">
        {t("metadataHint")}
      </p>
      {partnerPairs.length > 0 && (
        <div className="mt-4 rounded-xl border border-line p-4">
          <p className="text-muted text-sm">{t("partnerFields", { partner })}</p>
          <dl className="mt-2 grid gap-1">
            {partnerPairs.map(({ key, value }) => (
              <div key={key} className="wrap-anywhere flex flex-wrap gap-x-3">
                <dt className="text-muted">{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {rows.length > 0 && (
        <ul className="mt-4 grid gap-4">
          {rows.map((row, index) => {
            const { key, value } = row.getFieldset();
            const number = index + 1;
            return (
              <li key={row.key} className="grid grid-cols-[1fr_auto] items-start gap-2 sm:grid-cols-[2fr_3fr_auto]">
                <PairInput
                  field={key}
                  label={t("keyOf", { number })}
                  placeholder={t("key")}
                  error={problemText(key.errors, 40)}
                />
                <PairInput
                  field={value}
                  label={t("valueOf", { number })}
                  placeholder={t("value")}
                  error={problemText(value.errors, 500)}
                  className="col-start-1 sm:col-start-auto"
                />
                <Button
                  {...form.remove.getButtonProps({ name: field.name, index })}
                  type="submit"
                  look="quiet"
                  aria-label={t("remove", { number })}
                  className="col-start-2 row-start-1 w-11 px-0 sm:col-start-auto sm:row-start-auto"
                >
                  <X aria-hidden className="size-4.5" />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <FieldError id={field.errorId}>{problemText(field.errors)}</FieldError>
      {rows.length < MAX_PAIRS && (
        <Button {...form.insert.getButtonProps({ name: field.name })} type="submit" look="secondary" className="mt-4">
          <Plus aria-hidden className="size-4.5" />
          {t("add")}
        </Button>
      )}
    </fieldset>
  );
}

type PairInputProps = {
  field: FieldMetadata<string>;
  label: string;
  placeholder: string;
  error: string | undefined;
  className?: string;
};

function PairInput({ field, label, placeholder, error, className }: PairInputProps) {
  return (
    <div className={className}>
      <Input
        key={field.key}
        id={field.id}
        name={field.name}
        defaultValue={field.initialValue}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? field.errorId : undefined}
      />
      <FieldError id={field.errorId}>{error}</FieldError>
    </div>
  );
}
