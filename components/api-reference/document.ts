import type { describeApi } from "@/lib/api/document";

/** The parts of an OpenAPI document that the reference shows. */
export type Document = ReturnType<typeof describeApi>;
type PathItem = NonNullable<Document["paths"]>[string];
type Operation = NonNullable<PathItem["get"]>;
export type Schema = NonNullable<NonNullable<Document["components"]>["schemas"]>[string];
export type Described = Operation & { method: string; path: string };

/** The operations of a document, in its order. */
export function operationsOf({ paths = {} }: Document): Described[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (["get", "post", "patch", "delete"] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [{ ...operation, method: method.toUpperCase(), path }] : [];
    }),
  );
}

type Reference = Extract<Schema, { $ref: string }>;

/** A schema without its reference. */
export function resolve({ components }: Document, schema: Schema): Exclude<Schema, Reference> {
  if (!isReference(schema)) return schema;
  const found = components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
  if (!found || isReference(found)) throw new Error(`The document has no schema ${schema.$ref}`);
  return found;
}

function isReference(schema: Schema): schema is Reference {
  return "$ref" in schema;
}
