import type { Random } from "./random.ts";

/** The language of a business. */
export type Language = "fi" | "sv" | "en";

/** The parts of names in a language. */
type Parts = {
  kinds: string[];
  own: string[];
  forms: string[];
  given: string[];
  family: string[];
  cities: string[];
  streets: string[];
  places: string[];
};

const PARTS: Record<Language, Parts> = {
  fi: {
    kinds:
      "Kahvila Leipomo Kirjakauppa Ravintola Parturi Kukkakauppa Autohuolto Apteekki Lounasravintola Kioski Pizzeria Optikko Hammaslääkäri Pesula Suutari Kampaamo Kangaskauppa Urheiluliike Pyöräliike Lelukauppa Lounaskahvila Konditoria Kalakauppa Rautakauppa Sisustusliike".split(
        " ",
      ),
    own: "Aamu Aalto Ilta Kallio Koivu Lumi Meri Metsä Niitty Otava Pihlaja Pilvi Puro Rauha Ranta Sade Saari Satama Sinilintu Suvi Taika Tähti Tuuli Usva Vaahtera Virta Ystävä Äiti Kettu Hirvi Karhu Joutsen Mansikka Mustikka Puolukka Kaneli Kardemumma Virtanen Korhonen Nieminen Hämäläinen".split(
      " ",
    ),
    forms: ["Oy", "Oy", "Oy", "Ky", "Tmi", ""],
    given:
      "Aino Eero Elina Emilia Hannu Helmi Iida Jari Johanna Juho Kaisa Kalle Lauri Leena Liisa Matti Mikko Minna Noora Olli Onni Päivi Pekka Riikka Sanna Sari Sofia Tapio Timo Tuula Veera Ville".split(
        " ",
      ),
    family:
      "Virtanen Korhonen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Lehtinen Saarinen Salminen Heinonen Niemi Heikkilä Salonen Kinnunen Turunen Salo Laitinen Tuominen Rantanen Karjalainen Jokinen Mattila Savolainen Lahtinen Ahonen".split(
        " ",
      ),
    cities:
      "Helsinki Espoo Tampere Vantaa Oulu Turku Jyväskylä Kuopio Lahti Pori Kouvola Joensuu Lappeenranta Hämeenlinna Vaasa Rovaniemi Seinäjoki Mikkeli Kotka Salo".split(
        " ",
      ),
    streets: ["Hämeenkatu", "Aleksanterinkatu", "Rantatie", "Kauppakatu", "Asematie", "Koulukatu", "Satamakatu"],
    places: ["Keskusta", "Kauppakeskus", "Asema", "Tori", "Verkkokauppa", "Kassa 1", "Kassa 2", "Varasto"],
  },
  sv: {
    kinds:
      "Bageri Café Bokhandel Restaurang Frisör Blomsterhandel Bilverkstad Apotek Lunchrestaurang Kiosk Optiker Tandläkare Skrädderi Konditori Fiskhandel Järnhandel Cykelhandel Leksakshandel Inredning Sportbutik".split(
        " ",
      ),
    own: "Solen Månen Björken Eken Havet Skogen Ängen Stjärnan Vinden Lyktan Ankaret Duvan Svanen Räven Hjorten Lingonet Kanelen Hörnet Torget Hamnen Kvarnen Källan Lindström Söderberg Bergman Nyström Öberg Åkesson".split(
      " ",
    ),
    forms: ["Ab", "Ab", "AB", "Hb", ""],
    given:
      "Anders Anna Astrid Björn Elsa Emma Erik Fredrik Gunnar Ingrid Johan Karin Lars Linnea Magnus Maja Nils Oskar Sara Sven Ulla Vera Åsa Örjan".split(
        " ",
      ),
    family:
      "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Lindström Söderberg Bergman Nyström Öberg Åkesson Lindqvist Holmberg Sjöberg Björklund".split(
        " ",
      ),
    cities:
      "Stockholm Göteborg Malmö Uppsala Västerås Örebro Linköping Helsingborg Umeå Vasa Borgå Åbo Mariehamn Jakobstad".split(
        " ",
      ),
    streets: ["Storgatan", "Kungsgatan", "Drottninggatan", "Hamngatan", "Kyrkogatan", "Järnvägsgatan"],
    places: ["Centrum", "Köpcentret", "Stationen", "Torget", "Nätbutiken", "Kassa 1", "Kassa 2", "Lagret"],
  },
  en: {
    kinds:
      "Coffee Bakery Bookshop Kitchen Barbers Flowers Motors Pharmacy Deli Opticians Dental Tailors Bicycles Toys Hardware Interiors Outdoors Records Pizza Grill".split(
        " ",
      ),
    own: "Harbour Meadow Lighthouse Willow Robin Kingfisher Northern Riverside Station Corner Anchor Lantern Bluebell Foxglove Millstone Orchard Silverbirch Wildrose Highfield Baker Taylor Fisher".split(
      " ",
    ),
    forms: ["Ltd", "Ltd", "Oy", "LLP", "& Sons", "Group", ""],
    given:
      "Alice Ben Charlotte Daniel Emily Fiona George Hannah Isaac Jack Kate Liam Megan Noah Olivia Peter Ruth Sam Tom Zoe".split(
        " ",
      ),
    family:
      "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood O'Brien".split(
        " ",
      ),
    cities: "Helsinki London Dublin Manchester Bristol Leeds Edinburgh Cardiff Galway Cork Espoo Tampere".split(" "),
    streets: ["High Street", "Station Road", "Church Lane", "Market Square", "Mill Road", "Queen Street"],
    places: ["City centre", "Mall", "Station", "Market", "Web shop", "Till 1", "Till 2", "Warehouse"],
  },
};

/** A business's name, as in "Kahvila Aamu Tampere Oy". */
export function businessName(random: Random, language: Language): string {
  const { kinds, own, forms, cities, family } = PARTS[language];
  const first = random.chance(0.25) ? random.pick(family) : random.pick(own);
  const kind = random.pick(kinds);
  const name = language === "en" ? `${first} ${kind}` : `${kind} ${first}`;
  return [name, random.chance(0.35) ? random.pick(cities) : "", random.pick(forms)].filter(Boolean).join(" ");
}

export function userName(random: Random, language: Language): string {
  return `${random.pick(PARTS[language].given)} ${random.pick(PARTS[language].family)}`;
}

export function cityName(random: Random, language: Language): string {
  return random.pick(PARTS[language].cities);
}

/** The label of one of a merchant's connections. */
export function labelName(random: Random, language: Language, business: string, number: number): string {
  const { cities, streets, places } = PARTS[language];
  if (number === 0 && random.chance(0.5)) return business;
  if (random.chance(0.4)) return `${random.pick(cities)}, ${random.pick(places)}`;
  return `${random.pick(streets)} ${random.between(1, 180)}, ${random.pick(cities)}`;
}

/** A name as it appears in a URL: lower case, no accents, hyphens. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
