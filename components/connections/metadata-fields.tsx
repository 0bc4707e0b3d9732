"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldError, Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { Fields } from "@/components/ui/use-fields";
import { useProblemText } from "@/components/ui/use-problem-text";
import type { MetadataPair } from "@/lib/connections/metadata/metadata";
import { MAX_PAIRS } from "@/lib/forms/field-limits";

type MetadataFieldsProps = {
  /** Of the form that has these fields. */
  fields: Fields;
  answer: SubmissionResult | undefined;
  start: MetadataPair[];
  partner: string;
  /** The fields that the partner set, which the merchant cannot change. */
  partnerPairs: MetadataPair[];
};

/** The name of the list in a form. */
const PAIRS = "pairs";

/** The custom fields: rows that a merchant can add and remove. */
export function MetadataFields({ fields, answer, start, partner, partnerPairs }: MetadataFieldsProps) {
  const t = useTranslations("connect");
  const problemText = useProblemText();
  const { rows, add, remove, areChanged } = useRows(answer, start);
  const { id } = fields.text(PAIRS);
  const problemOf = (name: string, max?: number) => (areChanged ? undefined : problemText(fields.problems(name), max));
  return (
    <fieldset aria-describedby={`${id}-hint`}>
      <legend className="font-medium">{t("metadata")}</legend>
      <p id={`${id}-hint`} className="mt-1 text-muted text-sm">
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
            const name = `${PAIRS}[${index}]`;
            const number = index + 1;
            return (
              <li key={row.key} className="grid grid-cols-[1fr_auto] items-start gap-2 sm:grid-cols-[2fr_3fr_auto]">
                <PairInput
                  id={`${id}-${row.key}-key`}
                  name={`${name}.key`}
                  defaultValue={row.pair.key}
                  label={t("keyOf", { number })}
                  placeholder={t("key")}
                  error={problemOf(`${name}.key`, 40)}
                />
                <PairInput
                  id={`${id}-${row.key}-value`}
                  name={`${name}.value`}
                  defaultValue={row.pair.value}
                  label={t("valueOf", { number })}
                  placeholder={t("value")}
                  error={problemOf(`${name}.value`, 500)}
                  className="col-start-1 sm:col-start-auto"
                />
                <Button
                  {...intent("remove", { name: PAIRS, index })}
                  type="submit"
                  onClick={(event) => remove(event, row.key)}
                  look="quiet"
                  aria-label={t("remove", { number })}
                  className="col-start-2 row-start-1 w-11 px-0 sm:col-start-auto sm:row-start-auto"
                >
                  <Icon name="x" className="size-4.5" />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <FieldError id={fields.errorId(PAIRS)}>{problemOf(PAIRS)}</FieldError>
      {rows.length < MAX_PAIRS && (
        <Button {...intent("insert", { name: PAIRS })} type="submit" onClick={add} look="secondary" className="mt-4">
          <Icon name="plus" className="size-4.5" />
          {t("add")}
        </Button>
      )}
    </fieldset>
  );
}

type PairInputProps = {
  id: string;
  name: string;
  defaultValue: string;
  label: string;
  placeholder: string;
  error: string | undefined;
  className?: string;
};

function PairInput({ id, name, defaultValue, label, placeholder, error, className }: PairInputProps) {
  return (
    <div className={className}>
      <Input
        id={id}
        name={name}
        defaultValue={defaultValue}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** A button that changes the list without its script: the server answers with the changed form (lib/forms/parse.ts). */
function intent(type: "insert" | "remove", payload: { name: string; index?: number }) {
  return { name: "__intent__", value: JSON.stringify({ type, payload }), formNoValidate: true };
}

type Row = { key: number; pair: MetadataPair };

/**
 * The rows of the list. With a script, adding and removing need no answer of the server. The rows of an answer count
 * only at the start: later the inputs themselves hold what was typed.
 */
function useRows(answer: SubmissionResult | undefined, start: MetadataPair[]) {
  const [{ rows, next, changedSince }, setState] = useState(() => {
    const pairs = answer?.initialValue ? readPairs(answer.initialValue[PAIRS]) : start;
    const rows = pairs.map((pair, key): Row => ({ key, pair }));
    return { rows, next: rows.length, changedSince: null as SubmissionResult | null };
  });
  return {
    rows,
    add(event: MouseEvent) {
      event.preventDefault();
      const row = { key: next, pair: { key: "", value: "" } };
      setState({ rows: [...rows, row], next: next + 1, changedSince: answer ?? null });
    },
    remove(event: MouseEvent, key: number) {
      event.preventDefault();
      setState({ rows: rows.filter((row) => row.key !== key), next, changedSince: answer ?? null });
    },
    /** Whether the numbers in the answer's problems are those of other rows. */
    areChanged: answer !== undefined && changedSince === answer,
  };
}

/** Reads the rows of an answer. A new one is empty. */
function readPairs(value: unknown): MetadataPair[] {
  return (Array.isArray(value) ? value : []).map((pair: Partial<MetadataPair> | undefined) => ({
    key: pair?.key ?? "",
    value: pair?.value ?? "",
  }));
}
