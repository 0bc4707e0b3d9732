import { getTranslations } from "next-intl/server";
import { type Document, resolve, type Schema } from "@/components/api-reference/document";
import { RichText } from "@/components/api-reference/rich-text";

type SchemaFieldsProps = { document: Document; schema: Schema };

/** The fields of an object, each with its type and its description. Objects inside it follow, indented. */
export async function SchemaFields({ document, schema }: SchemaFieldsProps) {
  const t = await getTranslations("apiReference");
  const { properties = {}, required = [] } = resolve(document, schema);
  return (
    <dl className="grid gap-3">
      {Object.entries(properties).map(([name, field]) => {
        const { description } = resolve(document, field);
        const inner = objectIn(document, field);
        return (
          <div key={name}>
            <dt>
              <code className="wrap-anywhere font-mono font-medium text-sm">{name}</code>{" "}
              <span className="wrap-anywhere text-muted text-sm">
                {typeOf(document, field, t)}
                {required.includes(name) && `, ${t("required")}`}
              </span>
            </dt>
            <dd>
              {description && (
                <p className="wrap-anywhere text-sm">
                  <RichText>{description}</RichText>
                </p>
              )}
              {inner && (
                <div className="mt-2 border-line border-l pl-4">
                  <SchemaFields document={document} schema={inner} />
                </div>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

type Words = Awaited<ReturnType<typeof getTranslations<"apiReference">>>;

/** The type of a value in a few words, such as `string or null`. */
export function typeOf(document: Document, schema: Schema, t: Words): string {
  const { type, format, enum: values, items, anyOf, default: preset } = resolve(document, schema);
  if (anyOf) return anyOf.map((one) => typeOf(document, one, t)).join(` ${t("or")} `);
  const types = [type ?? []].flat().join(` ${t("or")} `);
  const base = items ? t("listOf", { type: typeOf(document, items, t) }) : (format ?? types);
  const words = values ? values.map(String).join(" | ") : base;
  return preset === undefined ? words : `${words}, ${t("default", { value: String(preset) })}`;
}

/** The object whose fields a value shows: itself, or what its list holds. */
function objectIn(document: Document, schema: Schema): Schema | null {
  const { properties, items } = resolve(document, schema);
  if (properties) return schema;
  return items ? objectIn(document, items) : null;
}
