import { useTranslations } from "next-intl";
import { isScope } from "@/lib/receipthero/scopes";

/** What is shared, in a few words. A scope that this version does not know is shown as it is. */
export function ScopeNames({ scopes }: { scopes: string[] }) {
  const t = useTranslations("scopes");
  return <span>{scopes.map((scope) => (isScope(scope) ? t(`${scope}.short`) : scope)).join(" · ")}</span>;
}
