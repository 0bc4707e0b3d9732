import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

/** The most characters of a shop's name and of an id in a file name. */
const MAX_SHOP = 40;
const MAX_ID = 60;

/**
 * Names the files of an archive after day, shop and receipt. No two have the same name, also on a system that ignores
 * case.
 */
export function entryNames(format: FileFormat) {
  const used = new Set<string>();
  return ({ receiptId, shopName, firstSeenAt }: { receiptId: string; shopName: string | null; firstSeenAt: Date }) => {
    const day = firstSeenAt.toLocaleDateString("sv-SE");
    const parts = [day, slug(shopName ?? "", MAX_SHOP), slug(receiptId, MAX_ID)].filter((part) => part !== "");
    let stem = parts.join("_");
    for (let number = 2; used.has(stem.toLowerCase()); number++) stem = `${parts.join("_")}_${number}`;
    used.add(stem.toLowerCase());
    return `${stem}${fileFormats[format].ending}`;
  };
}

/** Letters and digits, with a hyphen for everything between them. */
function slug(text: string, max: number): string {
  const words = text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-");
  return [...words].slice(0, max).join("").replace(/^-|-$/g, "");
}
