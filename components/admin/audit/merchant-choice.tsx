import type { Route } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "@/components/ui/link";

export type Match = { id: string; name: string; externalId: string | null };

type MerchantChoiceProps = {
  matches: Match[];
  /** The URL of the log of a merchant. */
  addressOf: (merchant: string) => Route;
};

/** The businesses that a typed name may mean, as links to the events of each. */
export async function MerchantChoice({ matches, addressOf }: MerchantChoiceProps) {
  const t = await getTranslations("admin.audit");
  return (
    <section aria-labelledby="choose" className="mt-6 rounded-xl border border-line bg-surface p-5">
      <h2 id="choose" className="font-semibold">
        {t("choose")}
      </h2>
      <ul className="mt-1">
        {matches.map(({ id, name, externalId }) => (
          <li key={id} className="wrap-anywhere">
            <Link href={addressOf(id)} className="inline-flex min-h-11 items-center text-accent hover:underline">
              {name}
            </Link>
            {externalId && <span className="ml-3 text-muted text-sm">{externalId}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
