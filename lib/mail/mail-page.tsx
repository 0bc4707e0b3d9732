import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { Brand } from "@/lib/brand/brand";
import { MAIL_PAPER } from "@/lib/brand/colours/palette";
import { type Tones, tonesOf } from "@/lib/brand/colours/tones";
import { LOCALES } from "@/lib/i18n/locales";
import type { Mail } from "@/lib/mail/content";
import { MailLogo } from "@/lib/mail/mail-logo";

const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Mail clients that know the dark scheme also know media queries. The others show the inline colors. */
const darkStyles = ({ accent, on }: Tones) => `
  @media (prefers-color-scheme: dark) {
    .page, .page td { background-color: ${MAIL_PAPER.dark} !important; }
    .ink { color: #e9eeea !important; }
    .muted { color: #a3b0aa !important; }
    .button { background-color: ${accent} !important; color: ${on} !important; }
    .line { border-color: #36423d !important; }
    .in-light { display: none !important; }
    .in-dark { display: block !important; }
  }
`;

const ink = { color: "#1c2421", fontFamily: FONT, fontSize: "16px", lineHeight: "1.5", margin: "0 0 16px" };
const muted = { ...ink, color: "#57635e", fontSize: "14px" };
const heading = { ...ink, fontSize: "18px", fontWeight: 600, lineHeight: "1.3", margin: "24px 0 8px" };
const item = { ...ink, margin: "0 0 8px", overflowWrap: "anywhere" } as const;

const button = {
  borderRadius: "8px",
  fontFamily: FONT,
  fontSize: "16px",
  fontWeight: 600,
  padding: "14px 20px",
};

const digits = {
  ...ink,
  fontFamily: "ui-monospace, Menlo, Consolas, monospace",
  fontSize: "30px",
  fontWeight: 600,
  letterSpacing: ".2em",
  lineHeight: "1.2",
  margin: "0 0 24px",
};

type MailPageProps = Omit<Mail, "to"> & { brand: Pick<Brand, "name" | "accent" | "logo" | "darkLogo"> };

/** The HTML of an email, for all mail clients, in the light and the dark scheme. React escapes all texts. */
export function MailPage({ brand, locale, subject, before, after, ...parts }: MailPageProps) {
  const { lists = [], link, code, small = [], unsubscribe } = parts;
  const light = tonesOf(brand.accent, "light");
  return (
    <Html lang={LOCALES[locale].tag}>
      <Head>
        <title>{subject}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles(tonesOf(brand.accent, "dark"))}</style>
      </Head>
      <Body className="page" style={{ backgroundColor: MAIL_PAPER.light, margin: 0, padding: "32px 24px" }}>
        <Container style={{ maxWidth: "480px", margin: "0 auto" }}>
          <MailLogo brand={brand} />
          <Paragraphs texts={before} />
          {lists.map((list) => (
            <Section key={list.heading}>
              <Heading as="h2" className="ink" style={heading}>
                {list.heading}
              </Heading>
              {list.items.map(({ text, href }) => (
                <Text key={`${href} ${text}`} className="ink" style={item}>
                  {href ? (
                    <Link className="ink" href={href} style={{ color: ink.color, textDecoration: "underline" }}>
                      {text}
                    </Link>
                  ) : (
                    text
                  )}
                </Text>
              ))}
            </Section>
          ))}
          {link && (
            <Section style={{ margin: "24px 0" }}>
              <Button
                className="button"
                href={link.href}
                style={{ ...button, backgroundColor: light.accent, color: light.on }}
              >
                {link.text}
              </Button>
            </Section>
          )}
          {code && (
            <>
              <Paragraphs texts={[code.intro]} />
              <Text className="ink" style={digits}>
                {code.digits}
              </Text>
            </>
          )}
          <Paragraphs texts={after} />
          {(small.length > 0 || unsubscribe) && (
            <Section className="line" style={{ borderTop: "1px solid #dfe5e0", paddingTop: "16px" }}>
              {small.map((text) => (
                <Text key={text} className="muted" style={muted}>
                  {text}
                </Text>
              ))}
              {unsubscribe && (
                <Link className="muted" href={unsubscribe.href} style={{ ...muted, textDecoration: "underline" }}>
                  {unsubscribe.text}
                </Link>
              )}
            </Section>
          )}
        </Container>
      </Body>
    </Html>
  );
}

function Paragraphs({ texts }: { texts: string[] }) {
  return texts.map((text) => (
    <Text key={text} className="ink" style={ink}>
      {text}
    </Text>
  ));
}
