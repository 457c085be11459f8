// The methods of dates, numbers and texts that depend on a locale. What is asked for most, English without options, is
// done here; everything else is done by `Intl`, which takes its time to load.

const { natively } = internals;

const isPlain = (locales, options) => options === undefined && (locales === undefined || locales === "en-US" || locales === "en");

const two = (number) => String(number).padStart(2, "0");

const plainDate = (date) => `${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()}`;

const plainTime = (date) =>
  `${date.getHours() % 12 || 12}:${two(date.getMinutes())}:${two(date.getSeconds())} ${date.getHours() < 12 ? "AM" : "PM"}`;

const PLAIN = {
  toLocaleString: (date) => `${plainDate(date)}, ${plainTime(date)}`,
  toLocaleDateString: plainDate,
  toLocaleTimeString: plainTime,
};

const DATE = ["weekday", "year", "month", "day", "dateStyle"];
const TIME = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits", "timeStyle"];
const DATE_DEFAULTS = { year: "numeric", month: "numeric", day: "numeric" };
const TIME_DEFAULTS = { hour: "numeric", minute: "numeric", second: "numeric" };

/** What is shown when the options name no part. Source: ECMA-402, `ToDateTimeOptions`. */
const withDefaults = (options, required, defaults) => {
  const { dateStyle, timeStyle } = options;
  if (required !== "any" && (required === "date" ? timeStyle : dateStyle) !== undefined) {
    throw new TypeError(`Invalid option : ${required === "date" ? "timeStyle" : "dateStyle"}`);
  }
  const parts = { date: DATE, time: TIME, any: [...DATE, ...TIME] }[required];
  return parts.some((part) => options[part] !== undefined) ? options : { ...options, ...defaults };
};

const WANTED = {
  toLocaleString: ["any", { ...DATE_DEFAULTS, ...TIME_DEFAULTS }],
  toLocaleDateString: ["date", DATE_DEFAULTS],
  toLocaleTimeString: ["time", TIME_DEFAULTS],
};

const localeDate = (name) => (date, locales, options) => {
  const time = Date.prototype.getTime.call(date);
  if (Number.isNaN(time)) return "Invalid Date";
  if (isPlain(locales, options) && date.getFullYear() > 0) return PLAIN[name](date);
  const { DateTimeFormat } = load("intl").Intl;
  return new DateTimeFormat(locales, withDefaults(Object(options), ...WANTED[name])).format(date);
};

/** V8 names the zone in full. The host knows the zone; one without a name has an offset of zero, and is UTC, or is not named. */
const withZone = (text, date) => {
  if (!/ GMT[+-]\d{4}$/.test(text)) return text;
  const minutes = -date.getTimezoneOffset();
  const name = host.zoneName(minutes) ?? (minutes === 0 ? "Coordinated Universal Time" : undefined);
  return name === undefined ? text : `${text} (${name})`;
};

/** Three digits after the point at most, rounded as the shortest decimal of the number reads; thousands set off. */
const plainNumber = (number) => {
  const value = Number(number);
  const [whole, fraction = ""] = String(Math.abs(value)).split(".");
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(fraction)) return undefined;
  const scaled = BigInt(whole + fraction.slice(0, 3).padEnd(3, "0")) + (fraction[3] >= "5" ? 1n : 0n);
  const digits = String(scaled).padStart(4, "0");
  const shown = digits.slice(-3).replace(/0+$/, "");
  return `${value < 0 || Object.is(value, -0) ? "-" : ""}${digits.slice(0, -3).replace(/\B(?=(\d{3})+$)/g, ",")}${shown && `.${shown}`}`;
};

const localeNumber = (number, locales, options) =>
  (isPlain(locales, options) ? plainNumber(number) : undefined) ?? new (load("intl").Intl.NumberFormat)(locales, options).format(number);

const localeBigInt = (number, locales, options) => {
  if (!isPlain(locales, options)) return new (load("intl").Intl.NumberFormat)(locales, options).format(number);
  return String(BigInt.prototype.valueOf.call(number)).replace(/\B(?=(\d{3})+$)/g, ",");
};

/** Plain letters and digits order as the host does; a sort compares them often, so the host keeps its collators. */
const compared = (first, second, locales, options) => {
  const [left, right] = [`${first}`.toWellFormed(), `${second}`.toWellFormed()];
  if (isPlain(locales, options)) return left === right ? 0 : compute.collate("en-US", "variant", false, false, false, left, right);
  return load("intl").collator(locales, options ?? {}).compare(left, right);
};

Object.assign(exports, {
  Date: {
    toLocaleString: localeDate("toLocaleString"),
    toLocaleDateString: localeDate("toLocaleDateString"),
    toLocaleTimeString: localeDate("toLocaleTimeString"),
    toString: (date) => withZone(natively.dateToString.call(date), date),
    toTimeString: (date) => withZone(natively.timeToString.call(date), date),
  },
  Number: { toLocaleString: localeNumber },
  BigInt: { toLocaleString: localeBigInt },
  String: { localeCompare: compared },
});
