type ShopAttributesProps = { attributes: [name: string, value: string][]; className?: string };

/** The attributes that a shop adds to a receipt, an item or a payment. */
export function ShopAttributes({ attributes, className = "" }: ShopAttributesProps) {
  if (attributes.length === 0) return null;
  return (
    <dl className={`text-muted text-xs ${className}`}>
      {attributes.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and a receipt does not change
        <div key={index} className="flex flex-wrap justify-between gap-x-3">
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
