// `Intl`: the polyfills' formats in some languages, with the process's own time zone, and the host's collation.
//
// Source: ECMA-402. The polyfills know UTC and the zones of the tz database by name, and nothing of the zone that the
// process runs in. A date is moved by that zone's offset and formatted as if it were UTC.

const library = load("require");
const {
  Intl: base,
  addLanguage,
  addTimeZones,
  prepareDates,
  prepareLists,
  prepareNumbers,
  prepareRelativeTimes,
} = library("intl");

const LOCALE = "en-US";

/** What is spoken: languages, and regions that write otherwise than their language in general. */
const LANGUAGES = library("intl-names");

const loadedLanguages = new Set();

const loadLanguage = (language) => {
  if (loadedLanguages.has(language)) return;
  loadedLanguages.add(language);
  const known = library(`intl-${language}`);
  if (known.base !== undefined) loadLanguage(known.base);
  addLanguage(known);
};

/** The language of a requested locale; undefined when postino has no data for it. */
const languageOf = (tag) => {
  const [language, region] = [tag.split("-")[0], /-([A-Z]{2})\b/.exec(tag)?.[1]];
  return LANGUAGES.find((known) => known === `${language}-${region}`) ?? LANGUAGES.find((known) => known === language);
};

/** The first of some locales that is spoken, with its language, which is loaded. */
const spoken = (locales) => {
  const tag = localesOf(locales).find(languageOf) ?? LOCALE;
  const language = languageOf(tag);
  loadLanguage(language);
  return { tag, language };
};

let zonesAreKnown = false;

/** The options with a time zone that the polyfill can resolve. */
const zoned = (options) => {
  const { timeZone } = options;
  if (timeZone === undefined || /^(?:etc\/)?(?:utc|gmt)$/i.test(String(timeZone))) return { ...options, timeZone: "UTC" };
  if (!zonesAreKnown) {
    addTimeZones(library("intl-zones"));
    zonesAreKnown = true;
  }
  return { ...options, timeZone: String(timeZone) };
};

/** The process's time zone; without a name, as far as its offsets tell. */
const localZone = () => {
  const named = host.zone();
  if (named !== undefined && /^[A-Za-z_]+\/[A-Za-z_/+-]+$/.test(named)) return /^Etc\/(?:UTC|UCT|Zulu|Universal)$/.test(named) ? "UTC" : named;
  const year = new Date().getFullYear();
  const offsets = [0, 6].map((month) => -new Date(year, month, 1).getTimezoneOffset() / 60);
  if (offsets[0] === 0 && offsets[1] === 0) return "UTC";
  return Number.isInteger(offsets[0]) ? `Etc/GMT${offsets[0] > 0 ? "-" : "+"}${Math.abs(offsets[0])}` : "UTC";
};

const shifted = (date) => {
  const time = date === undefined ? Date.now() : Number(date);
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) throw new RangeError("Invalid time value");
  return time - new Date(time).getTimezoneOffset() * 60_000;
};

const localesOf = (locales) => {
  const list = base.getCanonicalLocales(locales);
  return list.length ? list : [LOCALE];
};

/** What a format says of itself: the locale that was asked for, where it is spoken. */
const resolved = (options, locales) => ({ ...options, locale: localesOf(locales).find(languageOf) ?? LOCALE });

/** Makes a constructor that can also be called, with bound `format`, from a polyfill's. */
const format = (name, methods, make) => {
  const inner = new WeakMap();
  const Format = {
    [name]: function (locales, options) {
      if (!new.target) return new Format(locales, options);
      inner.set(this, make(spoken(locales), options ?? {}));
      this.resolvedOptions = () => resolved(inner.get(this).resolvedOptions(), locales);
      Object.defineProperty(this, "resolvedOptions", { enumerable: false });
    },
  }[name];
  for (const method of methods) {
    const value = {
      [method](...values) {
        return inner.get(this)[method](...values);
      },
    }[method];
    Object.defineProperty(Format.prototype, method, { value, writable: true, configurable: true });
  }
  if (methods.includes("formatToParts") && name !== "RelativeTimeFormat") {
    Object.defineProperty(Format.prototype, "format", {
      configurable: true,
      get() {
        return (value) => inner.get(this).format(value);
      },
    });
  }
  Format.supportedLocalesOf = (locales) => base.getCanonicalLocales(locales).filter(languageOf);
  Object.defineProperty(Format.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
  return Format;
};

/** V8 sets common blanks where Unicode's data has narrow ones, since programs parse these texts; not so in ranges. */
const plainBlanks = (text) => text.replace(/\u202f/g, " ");
const plainParts = (parts) => parts.map((part) => ({ ...part, value: plainBlanks(part.value) }));

/** Formats that were made before: dates are mostly written in the same few ways, and a format takes long to make. */
const dateFormats = new Map();
const KEPT_FORMATS = 64;

const makeDateFormat = ({ tag, language }, options, withRanges = false) => {
  const ready = zoned(options);
  const key = JSON.stringify([tag, withRanges, ready]);
  const known = dateFormats.get(key);
  if (known) return known;
  prepareDates(language, ready, withRanges);
  try {
    const made = new base.DateTimeFormat(tag, ready);
    if (dateFormats.size >= KEPT_FORMATS) dateFormats.clear();
    dateFormats.set(key, made);
    return made;
  } catch (error) {
    if (/time ?zone/i.test(error.message)) throw new RangeError(`Invalid time zone specified: ${options.timeZone}`);
    throw error;
  }
};

/** What stands between date and time in the longer styles, which the polyfill's data lacks. Source: CLDR 42, as V8 has it. */
const CONNECTORS = {
  de: { full: " um ", long: " um " },
  en: { full: " at ", long: " at " },
  es: { full: ", ", long: " a las " },
  fr: { full: " à ", long: " à " },
  it: { full: " alle ore ", long: " alle ore " },
  nl: { full: " om ", long: " om " },
  pt: { full: " às ", long: " às ", medium: ", ", short: ", " },
  sv: { full: " kl. ", long: " kl. " },
};

/** A writer of date and time with the language's own words between them; undefined where the polyfill's are right. */
const connected = (locale, options) => {
  const { dateStyle, timeStyle } = options;
  const connector = timeStyle === undefined ? undefined : CONNECTORS[locale.language.slice(0, 2)]?.[dateStyle];
  if (connector === undefined) return undefined;
  const date = makeDateFormat(locale, { ...options, timeStyle: undefined });
  const time = makeDateFormat(locale, { ...options, dateStyle: undefined });
  return (value) => `${date.format(value)}${connector}${time.format(value)}`;
};

/** V8 turns `hour12: false` into hours from 1 to 24 where a language has 12, and `hour12: true` into 0 to 11 where it has 24. */
const withHours = ({ language }, options) => {
  const { hour12 } = options;
  const hasTwelve = /^(?:en(?!-GB)|es-MX)/.test(language);
  if (hour12 === undefined || Boolean(hour12) === hasTwelve) return options;
  return { ...options, hour12: undefined, hourCycle: hasTwelve ? "h24" : "h11" };
};

/** V8 leaves out the zero before an hour where it has to widen what the language has: minutes, seconds or the zone. */
const hasBareHours = ({ hour, minute, second, timeZoneName }) =>
  hour === "numeric" && (minute === "2-digit" || second === "2-digit" || timeZoneName !== undefined);

const bareHour = (parts) =>
  parts.map((part) => (part.type === "hour" ? { ...part, value: part.value.replace(/^0(?=\d)/, "") } : part));

const textOf = (parts) => parts.map(({ value }) => value).join("");

const CLOCK = ["hour", "minute", "second", "fractionalSecondDigits", "dayPeriod", "dateStyle", "timeStyle"];

/** A date with its zone, but no time: no language of the polyfill has a pattern for that, and it would show the hour. */
const datesWithZone = (locale, options) => {
  if (options.timeZoneName === undefined || CLOCK.some((part) => options[part] !== undefined)) return undefined;
  const date = makeDateFormat(locale, { ...options, timeZoneName: undefined });
  const zone = makeDateFormat(locale, { timeZone: options.timeZone, timeZoneName: options.timeZoneName, hour: "numeric" });
  const literal = { type: "literal", value: /^(?:fr|ja|sv|zh)/.test(locale.language) ? " " : ", " };
  return (value) => [
    ...date.formatToParts(value),
    literal,
    zone.formatToParts(value).find(({ type }) => type === "timeZoneName"),
  ];
};

const DateTimeFormat = format("DateTimeFormat", ["formatToParts", "formatRange", "formatRangeToParts"], (locale, wanted) => {
  const options = withHours(locale, wanted);
  const isLocal = options.timeZone === undefined;
  const made = makeDateFormat(locale, options);
  const zoneOnly = datesWithZone(locale, options);
  const partsOf =
    zoneOnly ?? (hasBareHours(options) ? (date) => bareHour(made.formatToParts(date)) : (date) => made.formatToParts(date));
  const isAdapted = zoneOnly !== undefined || hasBareHours(options);
  const write = connected(locale, options) ?? (isAdapted ? (date) => textOf(partsOf(date)) : (date) => made.format(date));
  const at = (date) => (isLocal ? shifted(date) : date === undefined ? Date.now() : date);
  const ranges = () => makeDateFormat(locale, options, true);
  return {
    format: (date) => plainBlanks(write(at(date))),
    formatToParts: (date) => plainParts(partsOf(at(date))),
    formatRange: (from, to) => ranges().formatRange(at(from), at(to)),
    formatRangeToParts: (from, to) => ranges().formatRangeToParts(at(from), at(to)),
    resolvedOptions: () => ({ ...made.resolvedOptions(), ...(isLocal ? { timeZone: localZone() } : {}) }),
  };
});

/** The options that count digits, with the most and the fewest that there may be. */
const DIGITS = {
  minimumIntegerDigits: [1, 21],
  minimumFractionDigits: [0, 100],
  maximumFractionDigits: [0, 100],
  minimumSignificantDigits: [1, 21],
  maximumSignificantDigits: [1, 21],
};

const checkDigits = (options) => {
  for (const name of Object.keys(DIGITS)) {
    const [least, most] = DIGITS[name];
    const isWithin = options[name] === undefined || (Number(options[name]) >= least && Number(options[name]) <= most);
    if (!isWithin) throw new RangeError(`${name} value is out of range.`);
  }
};

const NumberFormat = format(
  "NumberFormat",
  ["formatToParts", "formatRange", "formatRangeToParts"],
  ({ tag, language }, options) => {
    if (options.style === "currency" && options.currency === undefined) {
      throw new TypeError("Currency code is required with currency style.");
    }
    checkDigits(options);
    prepareNumbers(language);
    return new base.NumberFormat(tag, options);
  },
);
const PluralRules = format("PluralRules", ["select", "selectRange"], ({ tag }, options) => new base.PluralRules(tag, options));
const RelativeTimeFormat = format("RelativeTimeFormat", ["format", "formatToParts"], ({ tag, language }, options) => {
  prepareRelativeTimes(language);
  return new base.RelativeTimeFormat(tag, options);
});
const ListFormat = format("ListFormat", ["format", "formatToParts"], ({ tag, language }, options) => {
  prepareLists(language);
  return new base.ListFormat(tag, options);
});

/** Compares two texts as a locale orders them. Source: ICU4X. */
const collator = (locales, { sensitivity = "variant", numeric = false, caseFirst, ignorePunctuation = false } = {}) => {
  if (!["base", "accent", "case", "variant"].includes(sensitivity)) {
    throw new RangeError(`Value ${sensitivity} out of range for Intl.Collator options property sensitivity`);
  }
  const [locale] = localesOf(locales);
  const flags = [Boolean(numeric), caseFirst === "upper", Boolean(ignorePunctuation)];
  const options = {
    locale,
    usage: "sort",
    sensitivity,
    ignorePunctuation: flags[2],
    collation: "default",
    numeric: flags[0],
    caseFirst: caseFirst ?? "false",
  };
  return {
    compare: (first, second) =>
      compute.collate(locale, sensitivity, ...flags, `${first}`.toWellFormed(), `${second}`.toWellFormed()),
    resolvedOptions: () => ({ ...options }),
  };
};

const Collator = function Collator(locales, options) {
  if (!new.target) return new Collator(locales, options);
  const { compare, resolvedOptions } = collator(locales, options ?? {});
  Object.defineProperties(this, { compare: { value: compare }, resolvedOptions: { value: resolvedOptions } });
};
Collator.supportedLocalesOf = (locales) => base.getCanonicalLocales(locales);

exports.collator = collator;
exports.Intl = {
  Collator,
  DateTimeFormat,
  ListFormat,
  NumberFormat,
  PluralRules,
  RelativeTimeFormat,
  getCanonicalLocales: base.getCanonicalLocales,
  Locale: base.Locale,
};
Object.defineProperty(exports.Intl, Symbol.toStringTag, { value: "Intl", configurable: true });
