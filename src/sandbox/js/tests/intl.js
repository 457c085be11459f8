// `Intl`, and the methods that depend on a locale. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

const d = new Date(Date.UTC(2024, 1, 29, 13, 5, 9, 7));

holds(() => d.toLocaleDateString(), "2/29/2024");
holds(() => d.toLocaleString('en-US', { timeZone: 'America/New_York' }), "2/29/2024, 8:05:09 AM");
holds(() => d.toLocaleString('en-US', { timeZone: 'Asia/Kolkata', timeZoneName: 'short' }), "2/29/2024, 6:35:09 PM GMT+5:30");
holds(() => d.toLocaleString('en-US', { timeZone: 'Europe/Berlin', hour12: false }), "2/29/2024, 14:05:09");
holds(() => d.toLocaleDateString('en-US', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }), "Thursday, February 29, 2024");
holds(() => d.toLocaleDateString('en-US', { month: 'short', day: '2-digit', year: 'numeric' }), "Feb 29, 2024");
holds(() => d.toLocaleDateString('en-US', { dateStyle: 'medium' }), "Feb 29, 2024");
holds(() => d.toLocaleTimeString('en-US', { timeStyle: 'short', timeZone: 'Asia/Tokyo' }), "10:05 PM");
holds(() => d.toLocaleTimeString('en-US', { dateStyle: 'short' }), "TypeError: Invalid option : dateStyle");
holds(() => d.toLocaleString('en-US', { dateStyle: 'full', timeStyle: 'long', timeZone: 'America/Los_Angeles' }), "Thursday, February 29, 2024 at 5:05:09 AM PST");
holds(() => d.toLocaleString('en-US', { timeZone: 'Nowhere/Land' }), "RangeError: Invalid time zone specified: Nowhere/Land");
holds(() => new Date(NaN).toLocaleString(), "Invalid Date");
holds(() => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(d), "02/29/2024, 13:05:09");
holds(() => Intl.DateTimeFormat('en-US').formatToParts(d), [{"type":"month","value":"2"},{"type":"literal","value":"/"},{"type":"day","value":"29"},{"type":"literal","value":"/"},{"type":"year","value":"2024"}]);
holds(() => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'medium' }).formatRange(0, 40 * 86400000), "Jan 1\u2009–\u2009Feb 10, 1970");
holds(() => new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Paris', hour: 'numeric' }).formatRange(0, 3600000), "1\u2009–\u20092\u202fAM");
holds(() => (1234567.891).toLocaleString(), "1,234,567.891");
holds(() => (0.5).toLocaleString(), "0.5");
holds(() => (-1234.5678).toLocaleString(), "-1,234.568");
holds(() => NaN.toLocaleString(), "NaN");
holds(() => (1/0).toLocaleString(), "∞");
holds(() => (1e21).toLocaleString(), "1,000,000,000,000,000,000,000");
holds(() => (1.0005).toLocaleString(), "1.001");
holds(() => (-0).toLocaleString(), "-0");
holds(() => (123456789n).toLocaleString(), "123,456,789");
holds(() => (1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }), "$1,234.50");
holds(() => (1234.5).toLocaleString('en-US', { style: 'currency', currency: 'EUR' }), "€1,234.50");
holds(() => (1234.5).toLocaleString('en-US', { style: 'currency', currency: 'JPY' }), "¥1,235");
holds(() => (-1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD', currencySign: 'accounting' }), "($1,234.50)");
holds(() => (0.256).toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 1 }), "25.6%");
holds(() => (1234.5).toLocaleString('en-US', { minimumFractionDigits: 2 }), "1,234.50");
holds(() => (1234567).toLocaleString('en-US', { notation: 'compact' }), "1.2M");
holds(() => (1234567).toLocaleString('en-US', { notation: 'scientific' }), "1.235E6");
holds(() => (12).toLocaleString('en-US', { style: 'unit', unit: 'kilometer-per-hour' }), "12 km/h");
holds(() => (12).toLocaleString('en-US', { minimumIntegerDigits: 3, useGrouping: false }), "012");
holds(() => (12).toLocaleString('en-US', { style: 'currency' }), "TypeError: Currency code is required with currency style.");
holds(() => new Intl.NumberFormat().resolvedOptions().locale, "en-US");
holds(() => new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(123456), "123,000");
holds(() => ['b', 'a', 'á', 'A', 'Z', 'z', '10', '9', '_', '-', ' '].sort((x, y) => x.localeCompare(y)), [" ","_","-","10","9","a","A","á","b","z","Z"]);
holds(() => ['10', '9', '1'].sort((x, y) => x.localeCompare(y, undefined, { numeric: true })), ["1","9","10"]);
holds(() => 'a'.localeCompare('A', 'en', { sensitivity: 'base' }), 0);
holds(() => 'résumé'.localeCompare('resume'), 1);
holds(() => ['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare), ["a","z","ä"]);
holds(() => ['z', 'ä', 'a'].sort(Intl.Collator('de').compare), ["a","ä","z"]);
holds(() => new Intl.PluralRules('en-US', { type: 'ordinal' }).select(2), "two");
holds(() => new Intl.PluralRules('en').select(1), "one");
holds(() => new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'), "yesterday");
holds(() => new Intl.RelativeTimeFormat('en').format(3, 'week'), "in 3 weeks");
holds(() => new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(['a', 'b', 'c']), "a, b, and c");
holds(() => Intl.getCanonicalLocales('EN-us'), ["en-US"]);
holds(() => Object.prototype.toString.call(Intl), "[object Intl]");
holds(() => Object.prototype.toString.call(new Intl.NumberFormat()), "[object Intl.NumberFormat]");

// Other languages, and their regions.
holds(() => d.toLocaleString('en-GB', { timeZone: 'UTC' }), "29/02/2024, 13:05:09");
holds(() => d.toLocaleDateString('en-CA', { timeZone: 'UTC' }), "2024-02-29");
holds(() => d.toLocaleString('sv-SE', { timeZone: 'UTC' }), "2024-02-29 13:05:09");
holds(() => d.toLocaleString('de-DE', { timeZone: 'Europe/Berlin', dateStyle: 'full', timeStyle: 'short' }), "Donnerstag, 29. Februar 2024 um 14:05");
holds(() => d.toLocaleDateString('fr-FR', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }), "jeudi 29 février 2024");
holds(() => d.toLocaleString('ja-JP', { timeZone: 'Asia/Tokyo' }), "2024/2/29 22:05:09");
holds(() => d.toLocaleString('pt-BR', { timeZone: 'UTC' }), "29/02/2024, 13:05:09");
holds(() => new Date(0).toLocaleTimeString('en-US', { timeZone: 'UTC', hour12: false }), "24:00:00");
holds(() => (1234567.891).toLocaleString('de-DE', { style: 'currency', currency: 'EUR' }), "1.234.567,89\u00a0€");
holds(() => (1234567.891).toLocaleString('ja-JP', { style: 'currency', currency: 'JPY' }), "￥1,234,568");
holds(() => (1234567.891).toLocaleString('en-IN'), "12,34,567.891");
holds(() => new Intl.ListFormat('es').format(['a', 'b', 'c']), "a, b y c");
holds(() => new Intl.RelativeTimeFormat('fr', { numeric: 'auto' }).format(-1, 'day'), "hier");
holds(() => new Intl.PluralRules('pl').select(2), "few");
holds(() => Intl.DateTimeFormat.supportedLocalesOf(['de-AT', 'xx', 'en']), ["de-AT", "en"]);
holds(() => new Intl.NumberFormat('it-CH').resolvedOptions().locale, "it-CH");
holds(() => d.toLocaleTimeString('en-US', { timeZone: 'US/Pacific' }), "5:05:09 AM");
holds(() => d.toLocaleTimeString('en-US', { timeZone: 'america/new_york' }), "8:05:09 AM");
holds(() => d.toLocaleDateString('en-US', { timeZone: 'America/New_York', timeZoneName: 'short' }), "2/29/2024, EST");
holds(() => d.toLocaleDateString('fr-FR', { timeZone: 'UTC', timeZoneName: 'short' }), "29/02/2024 UTC");
