// `Intl` as the polyfills of FormatJS make it, in English, with every time zone.

import { DateTimeFormat } from "@formatjs/intl-datetimeformat";
import ListFormat from "@formatjs/intl-listformat";
import { NumberFormat } from "@formatjs/intl-numberformat";
import { PluralRules } from "@formatjs/intl-pluralrules";
import RelativeTimeFormat from "@formatjs/intl-relativetimeformat";

Object.assign(Intl, { DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat });

/** Loads a part of the data, which hands itself to a static method of the formats, here to another one. */
const receive = (method, receiver, load) => {
  const own = DateTimeFormat[method];
  DateTimeFormat[method] = receiver;
  load();
  DateTimeFormat[method] = own;
};

// These add to what was just set, so they come after it, in this order.
require("@formatjs/intl-pluralrules/locale-data/en.js");
require("@formatjs/intl-numberformat/locale-data/en.js");

const { __addLocaleData: addLocaleData } = DateTimeFormat;
let english;
receive("__addLocaleData", (data) => (english = data), () => require("@formatjs/intl-datetimeformat/locale-data/en.js"));
const { intervalFormatFallback } = english.data.intervalFormats;
addLocaleData({ ...english, data: { ...english.data, intervalFormats: { intervalFormatFallback } } });

/** The patterns of ranges, two thirds of what a first date costs: they are only read when a range is formatted. */
export const addRanges = () => addLocaleData(english);

require("@formatjs/intl-listformat/locale-data/en.js");
require("@formatjs/intl-relativetimeformat/locale-data/en.js");

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

/** The time zones are half of the polyfills: they are only added when one other than UTC is asked for. */
export const addTimeZones = () => {
  const { __addTZData: add } = DateTimeFormat;
  const unpack = (packed) => {
    const known = DateTimeFormat.tzData;
    add(packed);
    const unpacked = DateTimeFormat.tzData;
    DateTimeFormat.tzData = known;
    return unpacked;
  };
  const addOnDemand = (packed) => (DateTimeFormat.tzData = unpackedOnDemand(unpack, packed));
  receive("__addTZData", addOnDemand, () => require("@formatjs/intl-datetimeformat/add-golden-tz.js"));
};

export { Intl };
