import { useTranslations } from "next-intl";
import { isScope } from "@/lib/receipthero/scopes";

/** The permissions in a few words. An unknown scope is shown unchanged. */
export function ScopeNames({ scopes }: { scopes: string[] }) {
  const t = useTranslations("scopes");
  return <span>{scopes.map((scope) => (isScope(scope) ? t(`${scope}.short`) : scope)).join(" · ")}</span>;
}
