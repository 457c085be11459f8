// `Intl`: the polyfills' formats in English, with the process's own time zone, and the host's collation.
//
// Source: ECMA-402. The polyfills know UTC and the zones of the tz database by name, and nothing of the zone that the
// process runs in: for that one a date is moved by its offset and formatted as if it were UTC.

const { Intl: base, addRanges, addTimeZones } = load("require")("intl");

const LOCALE = "en-US";

let zonesAreKnown = false;
let rangesAreKnown = false;

/** The options with a time zone that the polyfill can resolve. */
const zoned = (options) => {
  const { timeZone } = options;
  if (timeZone === undefined) return { ...options, timeZone: "UTC" };
  if (!zonesAreKnown && !/^(?:etc\/)?(?:utc|gmt)$/i.test(String(timeZone))) {
    addTimeZones();
    zonesAreKnown = true;
  }
  return { ...options, timeZone: String(timeZone) };
};

/** The process's time zone, as far as its offsets tell. */
const localZone = () => {
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

/** What a format says of itself: the locale that was asked for, where it is an English one. */
const resolved = (options, locales) => {
  const asked = localesOf(locales).find((tag) => /^en\b/.test(tag));
  return { ...options, locale: asked ?? LOCALE };
};

/** Makes a constructor that can also be called, with bound `format`, from a polyfill's. */
const format = (name, methods, make) => {
  const inner = new WeakMap();
  const Format = {
    [name]: function (locales, options) {
      if (!new.target) return new Format(locales, options);
      inner.set(this, make(localesOf(locales), options ?? {}));
      this.resolvedOptions = () => resolved(inner.get(this).resolvedOptions(), locales);
      Object.defineProperty(this, "resolvedOptions", { enumerable: false });
    },
  }[name];
  for (const method of methods) {
    const value = { [method](...values) { return inner.get(this)[method](...values); } }[method];
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
  Format.supportedLocalesOf = (locales) => base.getCanonicalLocales(locales).filter((tag) => /^en\b/.test(tag));
  Object.defineProperty(Format.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
  return Format;
};

/** V8 sets common blanks where Unicode's data has narrow ones, since programs parse these texts; not so in ranges. */
const plainBlanks = (text) => text.replace(/\u202f/g, " ");
const plainParts = (parts) => parts.map((part) => ({ ...part, value: plainBlanks(part.value) }));

const makeDateFormat = (locales, options) => {
  try {
    return new base.DateTimeFormat(locales, zoned(options));
  } catch (error) {
    if (/time ?zone/i.test(error.message)) throw new RangeError(`Invalid time zone specified: ${options.timeZone}`);
    throw error;
  }
};

/** The longer styles have "at" between date and time, which the polyfill's data does not. Source: CLDR 42, as V8 has it. */
const joinedByAt = (locales, options) => {
  const { dateStyle, timeStyle } = options;
  if (timeStyle === undefined || (dateStyle !== "full" && dateStyle !== "long")) return undefined;
  const date = makeDateFormat(locales, { ...options, timeStyle: undefined });
  const time = makeDateFormat(locales, { ...options, dateStyle: undefined });
  return (value) => `${date.format(value)} at ${time.format(value)}`;
};

const DateTimeFormat = format("DateTimeFormat", ["formatToParts", "formatRange", "formatRangeToParts"], (locales, options) => {
  const isLocal = options.timeZone === undefined;
  const made = makeDateFormat(locales, options);
  const write = joinedByAt(locales, options) ?? ((date) => made.format(date));
  const at = (date) => (isLocal ? shifted(date) : date === undefined ? Date.now() : date);
  let withRanges;
  const ranges = () => {
    if (!rangesAreKnown) addRanges();
    rangesAreKnown = true;
    return (withRanges ??= makeDateFormat(locales, options));
  };
  return {
    format: (date) => plainBlanks(write(at(date))),
    formatToParts: (date) => plainParts(made.formatToParts(at(date))),
    formatRange: (from, to) => ranges().formatRange(at(from), at(to)),
    formatRangeToParts: (from, to) => ranges().formatRangeToParts(at(from), at(to)),
    resolvedOptions: () => ({ ...made.resolvedOptions(), ...(isLocal ? { timeZone: localZone() } : {}) }),
  };
});

const NumberFormat = format("NumberFormat", ["formatToParts", "formatRange", "formatRangeToParts"], (locales, options) => {
  if (options.style === "currency" && options.currency === undefined) {
    throw new TypeError("Currency code is required with currency style.");
  }
  return new base.NumberFormat(locales, options);
});
const PluralRules = format("PluralRules", ["select", "selectRange"], (locales, options) => new base.PluralRules(locales, options));
const RelativeTimeFormat = format("RelativeTimeFormat", ["format", "formatToParts"],
  (locales, options) => new base.RelativeTimeFormat(locales, options));
const ListFormat = format("ListFormat", ["format", "formatToParts"], (locales, options) => new base.ListFormat(locales, options));

/** Compares two texts as a locale orders them. Source: ICU4X. */
const collator = (locales, { sensitivity = "variant", numeric = false, caseFirst, ignorePunctuation = false } = {}) => {
  if (!["base", "accent", "case", "variant"].includes(sensitivity)) {
    throw new RangeError(`Value ${sensitivity} out of range for Intl.Collator options property sensitivity`);
  }
  const [locale] = localesOf(locales);
  const flags = [Boolean(numeric), caseFirst === "upper", Boolean(ignorePunctuation)];
  const options = { locale, usage: "sort", sensitivity, ignorePunctuation: flags[2], collation: "default", numeric: flags[0], caseFirst: caseFirst ?? "false" };
  return {
    compare: (first, second) => compute("collate", locale, sensitivity, ...flags, `${first}`.toWellFormed(), `${second}`.toWellFormed()),
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
exports.Intl = { Collator, DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat, getCanonicalLocales: base.getCanonicalLocales, Locale: base.Locale };
Object.defineProperty(exports.Intl, Symbol.toStringTag, { value: "Intl", configurable: true });
