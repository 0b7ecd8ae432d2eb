"""Texts that make trouble: a choice from the Big List of Naughty Strings (Max Woolf, MIT), and some of our own."""

STRINGS = [
    # words that programs take for values
    "undefined", "null", "NULL", "(null)", "nil", "True", "None", "NaN", "Infinity", "hasOwnProperty", "\\", "\\\\",
    # numbers of all kinds
    "0", "1.00", "$1.00", "1/2", "1E+02", "-1", "-9223372036854775808/-1", "0..0", ".", "0,0,0", "--1", "1#QNAN",
    "999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
    "0xffffffffffffffff", "1'000'000,00", "01000", "2.2250738585072011e-308",
    # signs, and digits that are none
    ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "Ω≈ç√∫˜µ≤≥÷", "⅛⅜⅝⅞", "٠١٢٣٤٥٦٧٨٩", "⁰⁴⁵₀₁₂", "１２３",
    "0️⃣ 1️⃣ 2️⃣ 3️⃣", "'", '"', "''", '""', "'\"'", "\"''''\"'\"", "<foo val=“bar” />",
    # other scripts, marks upon marks, pictures
    "田中さんにあげて下さい", "찦차를 타고 온 펲시맨과 쑛다리 똠방각하", "𠜎𠜱𠝹𠱓𠱸𠲖𠳏", "ヽ༼ຈل͜ຈ༽ﾉ ヽ༼ຈل͜ຈ༽ﾉ",
    "(╯°□°）╯︵ ┻━┻)",
    "👩🏽 👨‍👩‍👧‍👦",
    "🇺🇸🇷🇺🇸🇦", "בְּרֵאשִׁית, בָּרָא אֱלֹהִים", "הָיְתָהtestالصفحات التّحول", "﷽", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎",
    "˙ɐnbᴉlɐ ɐuƃɐɯ", "Ｔｈｅ ｑｕｉｃｋ", "𝕋𝕙𝕖 𝕢𝕦𝕚𝕔𝕜", "ด้้้้้็็็็็้้้้้็็็็็", "İ", "ǅ", "ß", "ﬁ",
    # spaces and signs that cannot be seen, and those that turn the line round
    "\u2003", "\u00a0", "\u200b", "\u2060test\u2060", "\u202a\u202atest\u202a", "\u202btest\u202b", "\u2066test\u2067",
    "\ufeff", "\u2028test\u2029", "\u180e", "\x85", "\u0001\u0002\u001f", "\x7f\x9b", "a\x00b", "\x08\x08\x08", "\x0c",
    "\ufffe\uffff", "\U0010ffff", "\U000e0041",
    # markup and programs
    "<script>alert(123)</script>", "javascript:alert(1);", "</textarea><svg onload=alert(1)>", "[bold red]x[/bold red]",
    "[link=http://example.org]x[/link]", "{{ 7*7 }}", "{% for x in y %}", "${7*7}", "%s%n%x", "{0.__class__}", "%(x)s",
    "1;DROP TABLE users", "' OR 1=1 -- 1", "'; EXEC sp_MSForEachTable 'DROP TABLE ?'; --", "`touch /tmp/blns.fail`",
    "$(touch /tmp/blns.fail)", "../../../../../../etc/passwd%00", "() { 0; }; touch /tmp/blns.fail", "--help", "-",
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "\t=1+1", "CON", "COM1", "Scunthorpe General Hospital",
    # the terminal
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]52;c;aGVq\x07", "\x1b]8;;http://example.org\x1b\\x", "\x1b[2J", "\x9b2J",
    "Roses are \u001b[0;31mred\u001b[0m", "The quick brown fox\b\b\b", "Powerلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ冗",
]  # fmt: skip
