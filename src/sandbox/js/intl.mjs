// `Intl` as the polyfills of FormatJS make it. What they know of languages and time zones is added when it is asked for.

import { DateTimeFormat } from "@formatjs/intl-datetimeformat";
import ListFormat from "@formatjs/intl-listformat";
import { NumberFormat } from "@formatjs/intl-numberformat";
import { PluralRules } from "@formatjs/intl-pluralrules";
import RelativeTimeFormat from "@formatjs/intl-relativetimeformat";

Object.assign(Intl, { DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat });

const languages = new Map();

/** Makes a language known; what it says of dates, numbers and so on is added when a format first needs it. */
export const addLanguage = (language) => {
  PluralRules.__addLocaleData(language.plurals);
  languages.set(language.locale, language);
};

/** Puts what differs over what it differs from. */
const merged = (base, differing) => {
  const result = { ...base };
  for (const key of Object.keys(differing)) {
    const value = differing[key];
    if (value === null) delete result[key];
    else if (typeof value === "object" && !Array.isArray(value) && typeof result[key] === "object")
      result[key] = merged(result[key], value);
    else result[key] = value;
  }
  return result;
};

/** What a language says of one part; that of a region is its language's, but for what differs. */
const saidOf = (locale, part) => {
  const language = languages.get(locale);
  const own = language[part]?.() ?? {};
  return language.base === undefined ? own : merged(saidOf(language.base, part), own);
};

/** Adds one part of a language to a format once. */
const preparing = (Format, part) => {
  const ready = new Set();
  return (locale) => {
    if (!ready.has(locale)) Format.__addLocaleData({ locale, data: saidOf(locale, part) });
    ready.add(locale);
  };
};

export const prepareNumbers = preparing(NumberFormat, "numbers");
export const prepareLists = preparing(ListFormat, "lists");

const prepareRelative = preparing(RelativeTimeFormat, "relative");
export const prepareRelativeTimes = (locale) => {
  prepareNumbers(locale);
  prepareRelative(locale);
};

/** The parts of a date in the order of a shape. */
const PARTS = ["era", "year", "month", "day", "weekday", "dayPeriod", "hour", "minute", "second", "timeZoneName"];
const WIDTHS = { numeric: "n", "2-digit": "2", short: "s", long: "l", narrow: "w" };

/** What is asked for, as a shape without the hours' kind: that is the language's. */
const askedShape = (options) => {
  if (options.timeStyle !== undefined) return `------n22${/^(?:full|long)$/.test(options.timeStyle) ? "s" : "-"}`;
  const asked = PARTS.map((part) => (options[part] === undefined ? "-" : (WIDTHS[options[part]] ?? "s")));
  if (options.fractionalSecondDigits !== undefined && asked[8] === "-") asked[8] = "n";
  if (/^.-------?--.$/.test(asked.join(""))) asked.splice(1, 3, "n", "n", "n");
  return asked.join("");
};

const isNumeric = (width) => width === "n" || width === "2";

/** How far a shape is from what is asked for; what is missing counts most. */
const distance = (asked, shape) => {
  let sum = 0;
  for (let part = 0; part < PARTS.length; part++) {
    const [wanted, given] = [asked[part], shape[part]];
    if (wanted === given) continue;
    if (wanted === "-") sum += 20;
    else if (given === "-") sum += 120;
    else sum += isNumeric(wanted) === isNumeric(given) ? 6 : 15;
  }
  return sum;
};

/** So much can the polyfill's own measure differ from ours. */
const TOLERANCE = 24;

/** Where a shape ends: the pattern follows. */
const SHAPE_LENGTH = PARTS.length + 1;

/** The patterns near to what is asked for, whichever hours the language has: the polyfill chooses among them as among all. */
const near = (formats, options) => {
  const asked = askedShape(options);
  const far = formats.map(([, shaped]) => distance(asked, shaped));
  const best = { 0: Infinity, 1: Infinity };
  const hoursOf = (shaped) => shaped[PARTS.length];
  formats.forEach(([, shaped], place) => (best[hoursOf(shaped)] = Math.min(best[hoursOf(shaped)], far[place])));
  return formats.filter(([, shaped], place) => far[place] <= best[hoursOf(shaped)] + TOLERANCE);
};

/** What is known of dates, by locale, with the skeletons that were wanted so far. */
const dates = new Map();

const datesOf = (locale) => {
  if (!dates.has(locale)) {
    const { formats, ...data } = saidOf(locale, "dates");
    dates.set(locale, { data, formats: Object.entries(formats), wanted: new Set() });
  }
  return dates.get(locale);
};

/** Adds the wanted patterns; those of ranges, which take longest, where they are wanted too. */
const addDates = (locale, withRanges) => {
  const { data, formats, wanted } = datesOf(locale);
  const { intervalFormatFallback } = data.intervalFormats;
  const intervalFormats = withRanges ? data.intervalFormats : { intervalFormatFallback };
  const chosen = formats
    .filter(([skeleton]) => wanted.has(skeleton))
    .map(([skeleton, shaped]) => [skeleton, shaped.slice(SHAPE_LENGTH)]);
  DateTimeFormat.__addLocaleData({
    locale,
    data: { ...data, intervalFormats, formats: { gregory: Object.fromEntries(chosen) } },
  });
};

/** Adds what a date format needs of its language; parsing all 700 patterns takes longer than all else together. */
export const prepareDates = (locale, options, withRanges) => {
  prepareNumbers(locale);
  const { formats, wanted } = datesOf(locale);
  const before = wanted.size;
  for (const [skeleton] of near(formats, options)) wanted.add(skeleton);
  if (wanted.size > before || withRanges) addDates(locale, withRanges);
};

/** The zones by name, each unpacked when it is first asked for: all of them together take a quarter of a second. */
const unpackedOnDemand = (unpack, { zones, ...shared }) => {
  const byName = {};
  for (const packed of zones) {
    const name = packed.slice(0, packed.indexOf("|"));
    const get = () => {
      const value = unpack({ ...shared, zones: [packed] })[name];
      Object.defineProperty(byName, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(byName, name, { get, enumerable: true, configurable: true });
  }
  return byName;
};

/** Adds the time zones other than UTC. */
export const addTimeZones = (packed) => {
  const unpack = (zone) => {
    const known = DateTimeFormat.tzData;
    DateTimeFormat.__addTZData(zone);
    const unpacked = DateTimeFormat.tzData;
    DateTimeFormat.tzData = known;
    return unpacked;
  };
  DateTimeFormat.tzData = unpackedOnDemand(unpack, packed);
};

export { Intl };
