import type { Handler } from "hono";
import { html } from "hono/html";
import { splitAtLinks } from "../mail/links.ts";
import { listMails } from "../mail/mails.ts";
import type { Mail } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { type Html, layout, moment, problemPage } from "./layout.ts";
import { allowMailStyles } from "./security.ts";

// Popups and the top window are the only ways out of the frame, and only by a click.
const MAIL_FRAME = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/** `GET /mailbox?to=`: the mails that the SMTP server took, newest first. */
export function showMailbox(store: Store): Handler {
  return (c) => {
    const to = c.req.query("to");
    return c.html(layout("Mailbox", mailboxView(listMails(store, to), to ?? "")));
  };
}

/** `GET /mailbox/{id}`: one mail. */
export function showMail(store: Store): Handler {
  return (c) => {
    const mail = store.state.mails.find((candidate) => candidate.id === c.req.param("id"));
    if (!mail) return problemPage(c, 404, "No such mail", "It does not exist, or newer mails took its place.");
    allowMailStyles(c);
    return c.html(layout(mail.subject || "No subject", mailView(mail)));
  };
}

function mailboxView(mails: readonly Mail[], to: string): Html {
  return html`<section class="card">
    <h1>Mailbox</h1>
    <p>Mails that were sent to the sandbox. They went nowhere else.</p>
    <form class="filter" method="get" action="/mailbox">
      <label for="to">Only mails to</label>
      <input id="to" name="to" type="email" value="${to}" autocomplete="off" />
      <button class="quiet">Show</button>
    </form>
    ${
      mails.length === 0
        ? html`<p class="empty">${to === "" ? "No mail yet." : `No mail to ${to} yet.`} <a href="">Look again</a></p>`
        : html`<ul class="mails">
            ${mails.map(
              (mail) => html`<li>
                <a href="/mailbox/${mail.id}">${mail.subject || "No subject"}</a>
                <p>to ${mail.to.join(", ")} · ${moment(mail.receivedAt)}</p>
              </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function mailView(mail: Mail): Html {
  return html`<article class="card">
    <p><a href="/mailbox">All mails</a></p>
    <h1>${mail.subject || "No subject"}</h1>
    <dl>
      <div><dt>From</dt><dd>${mail.from}</dd></div>
      <div><dt>To</dt><dd>${mail.to.join(", ")}</dd></div>
      <div><dt>Received</dt><dd>${moment(mail.receivedAt)}</dd></div>
    </dl>
    <h2>Text</h2>
    <div class="mail-text">${splitAtLinks(mail.text).map(({ text, isLink }) =>
      isLink ? html`<a href="${text}">${text}</a>` : text,
    )}</div>
    ${mail.html === null ? "" : htmlPart(mail.html)}
    <details>
      <summary>Headers</summary>
      <dl>
        ${mail.headers.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
    </details>
  </article>`;
}

function htmlPart(content: string): Html {
  // The base lets a plain link in the mail open in the whole window instead of inside the frame.
  return html`<h2>As a mail program shows it</h2>
    <iframe title="The mail's HTML part" sandbox="${MAIL_FRAME}" srcdoc="${`<base target="_top">${content}`}"></iframe>`;
}
