import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { QueryForm } from "@/components/ui/query-form";
import type { ReceiptFilter } from "@/lib/receipts/filter";

type ReceiptFilterFormProps = { path: `/connections/${string}/receipts`; filter: ReceiptFilter; isNarrowed: boolean };

/** Filters the list by shop and by the days of arrival. It is a plain GET form without JavaScript. */
export async function ReceiptFilterForm({ path, filter, isNarrowed }: ReceiptFilterFormProps) {
  const t = await getTranslations("receipts.filter");
  return (
    <search aria-label={t("title")}>
      <QueryForm action={path} className="grid items-end gap-x-4 gap-y-3 min-[24rem]:grid-cols-2">
        {/* The keys make the fields follow the URL when the filter is cleared. The buttons keep the focus. */}
        <div key={`shop ${filter.shop}`} className="col-span-full">
          <Field id="shop" name="shop" type="search" label={t("shop")} defaultValue={filter.shop} maxLength={200} />
        </div>
        <Field
          key={`from ${filter.from}`}
          id="from"
          name="from"
          type="date"
          label={t("from")}
          defaultValue={filter.from ?? ""}
        />
        <Field key={`to ${filter.to}`} id="to" name="to" type="date" label={t("to")} defaultValue={filter.to ?? ""} />
        <div className="col-span-full actions">
          <Button type="submit" look="secondary">
            {t("submit")}
          </Button>
          {isNarrowed && (
            <ButtonLink href={path} look="quiet">
              {t("clear")}
            </ButtonLink>
          )}
        </div>
      </QueryForm>
    </search>
  );
}
