import type { Context } from "hono";
import { html } from "hono/html";

/** A piece of HTML whose interpolations were escaped. */
export type Html = ReturnType<typeof html>;

/** Every page of the sandbox: a sign that nothing is real, and one column. `main` is already escaped HTML. */
export function layout(title: string, main: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ReceiptHero sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header class="sign">
          <p><strong>ReceiptHero sandbox</strong> — nothing here is real</p>
          <nav aria-label="Sandbox"><a href="/">Start</a> <a href="/mailbox">Mailbox</a></nav>
        </header>
        <main>${main}</main>
      </body>
    </html>`;
}

/** Answers with a page that says what is wrong and what to do. */
export function problemPage(c: Context, status: 400 | 403 | 404 | 410 | 413 | 414, title: string, message: string) {
  return c.html(
    layout(
      title,
      html`<section class="card">
        <h1>${title}</h1>
        <p>${message}</p>
        <p><a href="/">To the start page of the sandbox</a></p>
      </section>`,
    ),
    status,
  );
}

/** A moment in words, with its exact time for machines. Milliseconds since 1970. */
export function moment(milliseconds: number): Html {
  const iso = new Date(milliseconds).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
