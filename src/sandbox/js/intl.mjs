// `Intl` as the polyfills of FormatJS make it, in English, with every time zone.

import { DateTimeFormat } from "@formatjs/intl-datetimeformat";
import ListFormat from "@formatjs/intl-listformat";
import { NumberFormat } from "@formatjs/intl-numberformat";
import { PluralRules } from "@formatjs/intl-pluralrules";
import RelativeTimeFormat from "@formatjs/intl-relativetimeformat";

Object.assign(Intl, { DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat });

// These add to what was just set, so they come after it, in this order.
require("@formatjs/intl-pluralrules/locale-data/en.js");
require("@formatjs/intl-numberformat/locale-data/en.js");
require("@formatjs/intl-datetimeformat/locale-data/en.js");
require("@formatjs/intl-listformat/locale-data/en.js");
require("@formatjs/intl-relativetimeformat/locale-data/en.js");

/** The time zones are half of it: they are only added when one other than UTC is asked for. */
export const addTimeZones = () => require("@formatjs/intl-datetimeformat/add-golden-tz.js");

export { Intl };
