import { Logo } from "@/components/layout/logo";
import { getBrand } from "@/lib/brand/current";

/** The partner's logo, or its name beside an icon of a receipt. */
export async function Wordmark() {
  const { name, logo, darkLogo } = await getBrand();
  return logo ? (
    <Logo name={name} logo={logo} darkLogo={darkLogo} />
  ) : (
    <NameMark name={name} className="in-[[data-wide]_header]:max-sm:sr-only" />
  );
}

/** A name beside an icon of a receipt. */
export function NameMark({ name, className = "" }: { name: string; className?: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-2.5 font-semibold tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 20 24" className="h-6 w-5 shrink-0 text-accent" fill="none">
        <path d="M2 1.5h16v21l-2.7-2-2.6 2-2.7-2-2.7 2-2.6-2-2.7 2z" fill="currentColor" />
        <path d="M6 7.5h8M6 11.5h8M6 15.5h4" stroke="var(--on-accent)" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
      <span className={`${className} truncate pr-0.5`} title={name}>
        {name}
      </span>
    </span>
  );
}
