import { Logo } from "@/components/layout/logo";
import { getBrand } from "@/lib/brand/current";

/** The partner's logo, or its name beside an icon of a receipt. */
export async function Wordmark() {
  const { name, logo, darkLogo } = await getBrand();
  return logo ? <Logo name={name} logo={logo} darkLogo={darkLogo} /> : <NameMark name={name} />;
}

/** A name beside an icon of a receipt, which app/styles/icons.css draws. */
export function NameMark({ name }: { name: string }) {
  return (
    <span className="wordmark">
      <span title={name}>{name}</span>
    </span>
  );
}
