import { getTranslations } from "next-intl/server";
import { type Described, type Document, resolve, type Schema } from "@/components/api-reference/document";
import { RichText } from "@/components/api-reference/rich-text";
import { SchemaFields, typeOf } from "@/components/api-reference/schema-fields";

type OperationSectionProps = { document: Document; operation: Described };

/** One operation: its call, its permission, its parameters, its body and its responses. */
export async function OperationSection({ document, operation }: OperationSectionProps) {
  const t = await getTranslations("apiReference");
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses = {} } = operation;
  const body = requestBody && (schemaOf(requestBody) ?? lineSchemaOf(document, requestBody));
  return (
    <section aria-labelledby={operationId} className="mt-10 border-line border-t pt-8">
      <h3 id={operationId} lang="en" className="font-semibold text-xl tracking-tight">
        {summary}
      </h3>
      <p className="wrap-anywhere mt-2 font-mono text-sm">
        {method} {path}
      </p>
      <p className="mt-2 text-muted text-sm">{t("permission", { permission: String(operation["x-permission"]) })}</p>
      {description && (
        <p className="mt-3 max-w-2xl">
          <RichText>{description}</RichText>
        </p>
      )}
      {parameters.length > 0 && (
        <Part title={t("parameters")}>
          <dl className="grid gap-3">
            {parameters.map((parameter) => {
              if ("$ref" in parameter || !parameter.schema) return null;
              const { name, in: place, required, schema } = parameter;
              const text = parameter.description ?? resolve(document, schema).description;
              return (
                <div key={name}>
                  <dt>
                    <code className="font-mono font-medium text-sm">{name}</code>{" "}
                    <span className="wrap-anywhere text-muted text-sm">
                      {place}, {typeOf(document, schema, t)}
                      {required && `, ${t("required")}`}
                    </span>
                  </dt>
                  {text && (
                    <dd className="text-sm">
                      <RichText>{text}</RichText>
                    </dd>
                  )}
                </div>
              );
            })}
          </dl>
        </Part>
      )}
      {body && (
        <Part title={t("body")}>
          {"description" in requestBody && (
            <p className="mb-3 max-w-2xl">
              <RichText>{requestBody.description ?? ""}</RichText>
            </p>
          )}
          <SchemaFields document={document} schema={body} />
        </Part>
      )}
      <Part title={t("responses")}>
        <ul className="grid gap-4">
          {Object.entries(responses).map(([status, response]) => {
            const schema = status.startsWith("2") ? schemaOf(response) : undefined;
            return (
              <li key={status}>
                <p className="wrap-anywhere text-sm">
                  <strong className="font-mono">{status}</strong> <RichText>{response.description ?? ""}</RichText>
                </p>
                {schema && (
                  <details className="mt-2">
                    <summary className="cursor-pointer text-accent text-sm">application/json</summary>
                    <div className="mt-3 border-line border-l pl-4">
                      <SchemaFields document={document} schema={schema} />
                    </div>
                  </details>
                )}
              </li>
            );
          })}
        </ul>
      </Part>
    </section>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <h4 className="mt-6 mb-3 font-medium">{title}</h4>
      {children}
    </>
  );
}

/** The schema of a JSON body. */
function schemaOf(body: object): Schema | undefined {
  return mediaOf(body)["application/json"]?.schema;
}

/** The schema of each line, if a body is lines of JSON. */
function lineSchemaOf(document: Document, body: object): Schema | undefined {
  const schema = mediaOf(body)["application/x-ndjson"]?.schema;
  return schema && resolve(document, schema).items;
}

function mediaOf(body: object): Record<string, { schema?: Schema }> {
  return "content" in body ? (body.content as Record<string, { schema?: Schema }>) : {};
}
